using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BatchDashboard.Cache.Migrations
{
    /// <inheritdoc />
    public partial class OperatorTables : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "deliveries",
                columns: table => new
                {
                    key = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    rule_id = table.Column<string>(type: "TEXT", nullable: false),
                    event_key = table.Column<long>(type: "INTEGER", nullable: true),
                    webhook_id = table.Column<string>(type: "TEXT", nullable: false),
                    delivery_id = table.Column<string>(type: "TEXT", nullable: false),
                    target = table.Column<string>(type: "TEXT", nullable: false),
                    body = table.Column<string>(type: "TEXT", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    next_at = table.Column<long>(type: "INTEGER", nullable: true),
                    last_at = table.Column<long>(type: "INTEGER", nullable: true),
                    answer = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_deliveries", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "follow_events",
                columns: table => new
                {
                    key = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    rule_id = table.Column<string>(type: "TEXT", nullable: false),
                    batch_id = table.Column<string>(type: "TEXT", nullable: false),
                    cause = table.Column<string>(type: "TEXT", nullable: false),
                    happened_at = table.Column<long>(type: "INTEGER", nullable: false),
                    sentence = table.Column<string>(type: "TEXT", nullable: false),
                    facts = table.Column<string>(type: "TEXT", nullable: false),
                    read_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_follow_events", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "follow_rules",
                columns: table => new
                {
                    rule_id = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    definition = table.Column<string>(type: "TEXT", nullable: false),
                    is_enabled = table.Column<bool>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    revision = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_follow_rules", x => x.rule_id);
                });

            migrationBuilder.CreateTable(
                name: "resubmissions",
                columns: table => new
                {
                    resubmission_id = table.Column<string>(type: "TEXT", nullable: false),
                    collection = table.Column<string>(type: "TEXT", nullable: true),
                    force_overwrite = table.Column<bool>(type: "INTEGER", nullable: false),
                    started_by = table.Column<string>(type: "TEXT", nullable: false),
                    started_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_resubmissions", x => x.resubmission_id);
                });

            migrationBuilder.CreateTable(
                name: "resubmitted_batches",
                columns: table => new
                {
                    resubmission_id = table.Column<string>(type: "TEXT", nullable: false),
                    number = table.Column<int>(type: "INTEGER", nullable: false),
                    batch_id = table.Column<string>(type: "TEXT", nullable: true),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    sentence = table.Column<string>(type: "TEXT", nullable: true),
                    files = table.Column<int>(type: "INTEGER", nullable: false),
                    bytes = table.Column<long>(type: "INTEGER", nullable: false),
                    sent_at = table.Column<long>(type: "INTEGER", nullable: true),
                    alive_at = table.Column<long>(type: "INTEGER", nullable: true),
                    settled_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_resubmitted_batches", x => new { x.resubmission_id, x.number });
                });

            migrationBuilder.CreateTable(
                name: "resubmitted_files",
                columns: table => new
                {
                    key = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    resubmission_id = table.Column<string>(type: "TEXT", nullable: false),
                    batch_number = table.Column<int>(type: "INTEGER", nullable: false),
                    source_batch_id = table.Column<string>(type: "TEXT", nullable: false),
                    source_job = table.Column<string>(type: "TEXT", nullable: false),
                    source_name = table.Column<string>(type: "TEXT", nullable: true),
                    error_code = table.Column<string>(type: "TEXT", nullable: true),
                    verdict = table.Column<string>(type: "TEXT", nullable: true),
                    file_name = table.Column<string>(type: "TEXT", nullable: false),
                    size_bytes = table.Column<long>(type: "INTEGER", nullable: false),
                    batch_id = table.Column<string>(type: "TEXT", nullable: true),
                    job = table.Column<string>(type: "TEXT", nullable: true),
                    outcome = table.Column<string>(type: "TEXT", nullable: true),
                    settled_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_resubmitted_files", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "triage",
                columns: table => new
                {
                    batch_id = table.Column<string>(type: "TEXT", nullable: false),
                    scope = table.Column<string>(type: "TEXT", nullable: false),
                    target = table.Column<string>(type: "TEXT", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    assignee = table.Column<string>(type: "TEXT", nullable: true),
                    note = table.Column<string>(type: "TEXT", nullable: true),
                    changed_by = table.Column<string>(type: "TEXT", nullable: false),
                    changed_at = table.Column<long>(type: "INTEGER", nullable: false),
                    revision = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_triage", x => new { x.batch_id, x.scope, x.target });
                });

            migrationBuilder.CreateTable(
                name: "triage_changes",
                columns: table => new
                {
                    batch_id = table.Column<string>(type: "TEXT", nullable: false),
                    scope = table.Column<string>(type: "TEXT", nullable: false),
                    target = table.Column<string>(type: "TEXT", nullable: false),
                    revision = table.Column<long>(type: "INTEGER", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    assignee = table.Column<string>(type: "TEXT", nullable: true),
                    note = table.Column<string>(type: "TEXT", nullable: true),
                    changed_by = table.Column<string>(type: "TEXT", nullable: false),
                    changed_at = table.Column<long>(type: "INTEGER", nullable: false),
                    change_id = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_triage_changes", x => new { x.batch_id, x.scope, x.target, x.revision });
                });

            migrationBuilder.CreateIndex(
                name: "ix_deliveries_due",
                table: "deliveries",
                columns: new[] { "state", "next_at" });

            migrationBuilder.CreateIndex(
                name: "ix_follow_events_once",
                table: "follow_events",
                columns: new[] { "rule_id", "batch_id", "cause" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_resubmitted_batches_batch_id",
                table: "resubmitted_batches",
                column: "batch_id");

            migrationBuilder.CreateIndex(
                name: "ix_resubmitted_files_batch_id",
                table: "resubmitted_files",
                column: "batch_id");

            migrationBuilder.CreateIndex(
                name: "ix_resubmitted_files_resubmission",
                table: "resubmitted_files",
                columns: new[] { "resubmission_id", "batch_number" });

            migrationBuilder.CreateIndex(
                name: "ix_resubmitted_files_source",
                table: "resubmitted_files",
                columns: new[] { "source_batch_id", "source_job" });

            migrationBuilder.CreateIndex(
                name: "ix_triage_changes_change_id",
                table: "triage_changes",
                column: "change_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "deliveries");

            migrationBuilder.DropTable(
                name: "follow_events");

            migrationBuilder.DropTable(
                name: "follow_rules");

            migrationBuilder.DropTable(
                name: "resubmissions");

            migrationBuilder.DropTable(
                name: "resubmitted_batches");

            migrationBuilder.DropTable(
                name: "resubmitted_files");

            migrationBuilder.DropTable(
                name: "triage");

            migrationBuilder.DropTable(
                name: "triage_changes");
        }
    }
}
