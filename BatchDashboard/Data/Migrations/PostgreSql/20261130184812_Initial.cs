using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace BatchDashboard.Data.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "batches",
                columns: table => new
                {
                    key = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    batch_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    collection = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    status = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    created_at = table.Column<long>(type: "bigint", nullable: true),
                    started_at = table.Column<long>(type: "bigint", nullable: true),
                    completed_at = table.Column<long>(type: "bigint", nullable: true),
                    duration = table.Column<long>(type: "bigint", nullable: true),
                    successful = table.Column<long>(type: "bigint", nullable: false),
                    failed = table.Column<long>(type: "bigint", nullable: false),
                    total = table.Column<long>(type: "bigint", nullable: false),
                    total_bytes = table.Column<long>(type: "bigint", nullable: true),
                    first_seen_at = table.Column<long>(type: "bigint", nullable: false),
                    fetched_at = table.Column<long>(type: "bigint", nullable: true),
                    search_text = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    listed_at = table.Column<long>(type: "bigint", nullable: false),
                    happened_at = table.Column<long>(type: "bigint", nullable: false),
                    is_final = table.Column<bool>(type: "boolean", nullable: false),
                    unknown_errors = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_batches", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "copy_leases",
                columns: table => new
                {
                    batch_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    owner = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    expires_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_copy_leases", x => x.batch_id);
                });

            migrationBuilder.CreateTable(
                name: "deliveries",
                columns: table => new
                {
                    key = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    rule_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    event_key = table.Column<long>(type: "bigint", nullable: true),
                    webhook_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    delivery_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    target = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    body = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    state = table.Column<string>(type: "text", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    next_at = table.Column<long>(type: "bigint", nullable: true),
                    last_at = table.Column<long>(type: "bigint", nullable: true),
                    answer = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    taken_until = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_deliveries", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "dropped_snapshots",
                columns: table => new
                {
                    key = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_dropped_snapshots", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "error_groups",
                columns: table => new
                {
                    snapshot_key = table.Column<long>(type: "bigint", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    type_hash = table.Column<long>(type: "bigint", nullable: false),
                    detail_key = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    key_hash = table.Column<long>(type: "bigint", nullable: false),
                    text = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    text_hash = table.Column<long>(type: "bigint", nullable: false),
                    is_rest = table.Column<bool>(type: "boolean", nullable: false),
                    files = table.Column<long>(type: "bigint", nullable: false),
                    first_at = table.Column<long>(type: "bigint", nullable: true),
                    last_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_error_groups", x => new { x.snapshot_key, x.number });
                });

            migrationBuilder.CreateTable(
                name: "follow_events",
                columns: table => new
                {
                    key = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    rule_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    batch_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    cause = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    happened_at = table.Column<long>(type: "bigint", nullable: false),
                    sentence = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    facts = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    read_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_follow_events", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "follow_rules",
                columns: table => new
                {
                    rule_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    definition = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    is_enabled = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    revision = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_follow_rules", x => x.rule_id);
                });

            migrationBuilder.CreateTable(
                name: "job_columns",
                columns: table => new
                {
                    snapshot_key = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<int>(type: "integer", nullable: false),
                    part = table.Column<int>(type: "integer", nullable: false),
                    body = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_job_columns", x => new { x.snapshot_key, x.kind, x.part });
                });

            migrationBuilder.CreateTable(
                name: "job_groups",
                columns: table => new
                {
                    snapshot_key = table.Column<long>(type: "bigint", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    status = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    media_type = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    error_code = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    jobs = table.Column<long>(type: "bigint", nullable: false),
                    sizes = table.Column<byte[]>(type: "bytea", nullable: true),
                    durations = table.Column<byte[]>(type: "bytea", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_job_groups", x => new { x.snapshot_key, x.number });
                });

            migrationBuilder.CreateTable(
                name: "jobs",
                columns: table => new
                {
                    key = table.Column<long>(type: "bigint", nullable: false),
                    group_no = table.Column<int>(type: "integer", nullable: false),
                    job_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    media_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    file_name = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    size_bytes = table.Column<long>(type: "bigint", nullable: true),
                    created_at = table.Column<long>(type: "bigint", nullable: true),
                    completed_at = table.Column<long>(type: "bigint", nullable: true),
                    error_message = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    parts = table.Column<int>(type: "integer", nullable: false),
                    raw = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_jobs", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "media",
                columns: table => new
                {
                    media_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    body = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    fetched_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_media", x => x.media_id);
                });

            migrationBuilder.CreateTable(
                name: "queued_batches",
                columns: table => new
                {
                    batch_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    asked_at = table.Column<long>(type: "bigint", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    failure = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    is_not_found = table.Column<bool>(type: "boolean", nullable: false),
                    owner = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    leased_until = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_queued_batches", x => x.batch_id);
                });

            migrationBuilder.CreateTable(
                name: "request_budgets",
                columns: table => new
                {
                    key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    revision = table.Column<long>(type: "bigint", nullable: false),
                    background_paused_until = table.Column<long>(type: "bigint", nullable: true),
                    is_hour = table.Column<bool>(type: "boolean", nullable: false),
                    is_told = table.Column<bool>(type: "boolean", nullable: false),
                    left = table.Column<int>(type: "integer", nullable: false),
                    limit = table.Column<int>(type: "integer", nullable: false),
                    paused_until = table.Column<long>(type: "bigint", nullable: true),
                    resets_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_request_budgets", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "resubmissions",
                columns: table => new
                {
                    resubmission_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    collection = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    force_overwrite = table.Column<bool>(type: "boolean", nullable: false),
                    started_by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    started_at = table.Column<long>(type: "bigint", nullable: false),
                    ended_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_resubmissions", x => x.resubmission_id);
                });

            migrationBuilder.CreateTable(
                name: "resubmitted_batches",
                columns: table => new
                {
                    resubmission_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    number = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    files = table.Column<int>(type: "integer", nullable: false),
                    bytes = table.Column<long>(type: "bigint", nullable: false),
                    batch_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    sentence = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    sent_at = table.Column<long>(type: "bigint", nullable: true),
                    alive_at = table.Column<long>(type: "bigint", nullable: true),
                    settled_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_resubmitted_batches", x => new { x.resubmission_id, x.number });
                });

            migrationBuilder.CreateTable(
                name: "resubmitted_files",
                columns: table => new
                {
                    key = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    batch_number = table.Column<int>(type: "integer", nullable: false),
                    source_batch_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    source_job = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    source_name = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    error_code = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    verdict = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    file_name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    size_bytes = table.Column<long>(type: "bigint", nullable: false),
                    resubmission_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    batch_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    job = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    outcome = table.Column<string>(type: "text", nullable: true),
                    settled_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_resubmitted_files", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "triage",
                columns: table => new
                {
                    batch_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    scope = table.Column<string>(type: "text", nullable: false),
                    target = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    revision = table.Column<long>(type: "bigint", nullable: false),
                    assignee = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    changed_at = table.Column<long>(type: "bigint", nullable: false),
                    changed_by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    note = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    state = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_triage", x => new { x.batch_id, x.scope, x.target });
                });

            migrationBuilder.CreateTable(
                name: "triage_changes",
                columns: table => new
                {
                    batch_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    scope = table.Column<string>(type: "text", nullable: false),
                    target = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    revision = table.Column<long>(type: "bigint", nullable: false),
                    change_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    assignee = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    changed_at = table.Column<long>(type: "bigint", nullable: false),
                    changed_by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    note = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    state = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_triage_changes", x => new { x.batch_id, x.scope, x.target, x.revision });
                });

            migrationBuilder.CreateTable(
                name: "batch_errors",
                columns: table => new
                {
                    batch_key = table.Column<int>(type: "integer", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    error_type = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    type_hash = table.Column<long>(type: "bigint", nullable: false),
                    files = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_batch_errors", x => new { x.batch_key, x.number });
                    table.ForeignKey(
                        name: "FK_batch_errors_batches_batch_key",
                        column: x => x.batch_key,
                        principalTable: "batches",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "snapshots",
                columns: table => new
                {
                    key = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    batch_key = table.Column<int>(type: "integer", nullable: false),
                    batch_status = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    successful = table.Column<long>(type: "bigint", nullable: true),
                    failed = table.Column<long>(type: "bigint", nullable: true),
                    total = table.Column<long>(type: "bigint", nullable: true),
                    jobs = table.Column<long>(type: "bigint", nullable: false),
                    expected_jobs = table.Column<long>(type: "bigint", nullable: false),
                    started_at = table.Column<long>(type: "bigint", nullable: false),
                    completed_at = table.Column<long>(type: "bigint", nullable: true),
                    sync_wanted = table.Column<bool>(type: "boolean", nullable: false),
                    first_expected = table.Column<long>(type: "bigint", nullable: true),
                    revision = table.Column<long>(type: "bigint", nullable: false),
                    facts = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    header = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_snapshots", x => x.key);
                    table.ForeignKey(
                        name: "FK_snapshots_batches_batch_key",
                        column: x => x.batch_key,
                        principalTable: "batches",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_batch_errors_type",
                table: "batch_errors",
                columns: new[] { "type_hash", "files" });

            migrationBuilder.CreateIndex(
                name: "ix_batches_batch_id",
                table: "batches",
                column: "batch_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_batches_collection",
                table: "batches",
                columns: new[] { "collection", "fetched_at" });

            migrationBuilder.CreateIndex(
                name: "ix_batches_happened",
                table: "batches",
                columns: new[] { "happened_at", "fetched_at" });

            migrationBuilder.CreateIndex(
                name: "ix_batches_newest",
                table: "batches",
                columns: new[] { "listed_at", "key", "fetched_at" });

            migrationBuilder.CreateIndex(
                name: "ix_batches_status",
                table: "batches",
                columns: new[] { "status", "listed_at", "key", "fetched_at" });

            migrationBuilder.CreateIndex(
                name: "ix_batches_unfinished",
                table: "batches",
                column: "is_final",
                filter: "NOT is_final");

            migrationBuilder.CreateIndex(
                name: "ix_deliveries_due",
                table: "deliveries",
                columns: new[] { "state", "next_at" });

            migrationBuilder.CreateIndex(
                name: "ix_error_groups_type",
                table: "error_groups",
                columns: new[] { "type_hash", "key_hash", "snapshot_key" });

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
                name: "ix_snapshots_current",
                table: "snapshots",
                column: "batch_key",
                unique: true,
                filter: "completed_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_snapshots_filling",
                table: "snapshots",
                column: "batch_key",
                unique: true,
                filter: "completed_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_triage_changes_change_id",
                table: "triage_changes",
                column: "change_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "batch_errors");

            migrationBuilder.DropTable(
                name: "copy_leases");

            migrationBuilder.DropTable(
                name: "deliveries");

            migrationBuilder.DropTable(
                name: "dropped_snapshots");

            migrationBuilder.DropTable(
                name: "error_groups");

            migrationBuilder.DropTable(
                name: "follow_events");

            migrationBuilder.DropTable(
                name: "follow_rules");

            migrationBuilder.DropTable(
                name: "job_columns");

            migrationBuilder.DropTable(
                name: "job_groups");

            migrationBuilder.DropTable(
                name: "jobs");

            migrationBuilder.DropTable(
                name: "media");

            migrationBuilder.DropTable(
                name: "queued_batches");

            migrationBuilder.DropTable(
                name: "request_budgets");

            migrationBuilder.DropTable(
                name: "resubmissions");

            migrationBuilder.DropTable(
                name: "resubmitted_batches");

            migrationBuilder.DropTable(
                name: "resubmitted_files");

            migrationBuilder.DropTable(
                name: "snapshots");

            migrationBuilder.DropTable(
                name: "triage");

            migrationBuilder.DropTable(
                name: "triage_changes");

            migrationBuilder.DropTable(
                name: "batches");
        }
    }
}
