using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BatchDashboard.Data.Migrations.Sqlite
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
                    key = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    batch_id = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: true),
                    collection = table.Column<string>(type: "TEXT", nullable: true),
                    status = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: true),
                    started_at = table.Column<long>(type: "INTEGER", nullable: true),
                    completed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    duration = table.Column<long>(type: "INTEGER", nullable: true),
                    successful = table.Column<long>(type: "INTEGER", nullable: false),
                    failed = table.Column<long>(type: "INTEGER", nullable: false),
                    total = table.Column<long>(type: "INTEGER", nullable: false),
                    total_bytes = table.Column<long>(type: "INTEGER", nullable: true),
                    first_seen_at = table.Column<long>(type: "INTEGER", nullable: false),
                    fetched_at = table.Column<long>(type: "INTEGER", nullable: true),
                    search_text = table.Column<string>(type: "TEXT", nullable: false),
                    listed_at = table.Column<long>(type: "INTEGER", nullable: false),
                    happened_at = table.Column<long>(type: "INTEGER", nullable: false),
                    is_final = table.Column<bool>(type: "INTEGER", nullable: false),
                    unknown_errors = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_batches", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "copy_leases",
                columns: table => new
                {
                    batch_id = table.Column<string>(type: "TEXT", nullable: false),
                    owner = table.Column<string>(type: "TEXT", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_copy_leases", x => x.batch_id);
                });

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
                    answer = table.Column<string>(type: "TEXT", nullable: true),
                    taken_until = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_deliveries", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "dropped_snapshots",
                columns: table => new
                {
                    key = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_dropped_snapshots", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "error_groups",
                columns: table => new
                {
                    snapshot_key = table.Column<long>(type: "INTEGER", nullable: false),
                    number = table.Column<int>(type: "INTEGER", nullable: false),
                    type_hash = table.Column<long>(type: "INTEGER", nullable: false),
                    detail_key = table.Column<string>(type: "TEXT", nullable: true),
                    key_hash = table.Column<long>(type: "INTEGER", nullable: false),
                    text = table.Column<string>(type: "TEXT", nullable: true),
                    text_hash = table.Column<long>(type: "INTEGER", nullable: false),
                    is_rest = table.Column<bool>(type: "INTEGER", nullable: false),
                    files = table.Column<long>(type: "INTEGER", nullable: false),
                    first_at = table.Column<long>(type: "INTEGER", nullable: true),
                    last_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_error_groups", x => new { x.snapshot_key, x.number });
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
                name: "job_columns",
                columns: table => new
                {
                    snapshot_key = table.Column<long>(type: "INTEGER", nullable: false),
                    kind = table.Column<int>(type: "INTEGER", nullable: false),
                    part = table.Column<int>(type: "INTEGER", nullable: false),
                    body = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_job_columns", x => new { x.snapshot_key, x.kind, x.part });
                });

            migrationBuilder.CreateTable(
                name: "job_groups",
                columns: table => new
                {
                    snapshot_key = table.Column<long>(type: "INTEGER", nullable: false),
                    number = table.Column<int>(type: "INTEGER", nullable: false),
                    status = table.Column<string>(type: "TEXT", nullable: true),
                    media_type = table.Column<string>(type: "TEXT", nullable: true),
                    error_code = table.Column<string>(type: "TEXT", nullable: true),
                    jobs = table.Column<long>(type: "INTEGER", nullable: false),
                    sizes = table.Column<byte[]>(type: "BLOB", nullable: true),
                    durations = table.Column<byte[]>(type: "BLOB", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_job_groups", x => new { x.snapshot_key, x.number });
                });

            migrationBuilder.CreateTable(
                name: "jobs",
                columns: table => new
                {
                    key = table.Column<long>(type: "INTEGER", nullable: false),
                    group_no = table.Column<int>(type: "INTEGER", nullable: false),
                    job_id = table.Column<string>(type: "TEXT", nullable: true),
                    media_id = table.Column<string>(type: "TEXT", nullable: true),
                    file_name = table.Column<string>(type: "TEXT", nullable: true),
                    size_bytes = table.Column<long>(type: "INTEGER", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: true),
                    completed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    error_message = table.Column<string>(type: "TEXT", nullable: true),
                    parts = table.Column<int>(type: "INTEGER", nullable: false),
                    raw = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_jobs", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "media",
                columns: table => new
                {
                    media_id = table.Column<string>(type: "TEXT", nullable: false),
                    body = table.Column<string>(type: "TEXT", nullable: false),
                    fetched_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_media", x => x.media_id);
                });

            migrationBuilder.CreateTable(
                name: "queued_batches",
                columns: table => new
                {
                    batch_id = table.Column<string>(type: "TEXT", nullable: false),
                    asked_at = table.Column<long>(type: "INTEGER", nullable: false),
                    position = table.Column<int>(type: "INTEGER", nullable: false),
                    attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    failure = table.Column<string>(type: "TEXT", nullable: true),
                    is_not_found = table.Column<bool>(type: "INTEGER", nullable: false),
                    owner = table.Column<string>(type: "TEXT", nullable: true),
                    leased_until = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_queued_batches", x => x.batch_id);
                });

            migrationBuilder.CreateTable(
                name: "request_budgets",
                columns: table => new
                {
                    key = table.Column<string>(type: "TEXT", nullable: false),
                    revision = table.Column<long>(type: "INTEGER", nullable: false),
                    background_paused_until = table.Column<long>(type: "INTEGER", nullable: true),
                    is_hour = table.Column<bool>(type: "INTEGER", nullable: false),
                    is_told = table.Column<bool>(type: "INTEGER", nullable: false),
                    left = table.Column<int>(type: "INTEGER", nullable: false),
                    limit = table.Column<int>(type: "INTEGER", nullable: false),
                    paused_until = table.Column<long>(type: "INTEGER", nullable: true),
                    resets_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_request_budgets", x => x.key);
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
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    files = table.Column<int>(type: "INTEGER", nullable: false),
                    bytes = table.Column<long>(type: "INTEGER", nullable: false),
                    batch_id = table.Column<string>(type: "TEXT", nullable: true),
                    sentence = table.Column<string>(type: "TEXT", nullable: true),
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
                    batch_number = table.Column<int>(type: "INTEGER", nullable: false),
                    source_batch_id = table.Column<string>(type: "TEXT", nullable: false),
                    source_job = table.Column<string>(type: "TEXT", nullable: false),
                    source_name = table.Column<string>(type: "TEXT", nullable: true),
                    error_code = table.Column<string>(type: "TEXT", nullable: true),
                    verdict = table.Column<string>(type: "TEXT", nullable: true),
                    file_name = table.Column<string>(type: "TEXT", nullable: false),
                    size_bytes = table.Column<long>(type: "INTEGER", nullable: false),
                    resubmission_id = table.Column<string>(type: "TEXT", nullable: false),
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
                    revision = table.Column<long>(type: "INTEGER", nullable: false),
                    assignee = table.Column<string>(type: "TEXT", nullable: true),
                    changed_at = table.Column<long>(type: "INTEGER", nullable: false),
                    changed_by = table.Column<string>(type: "TEXT", nullable: false),
                    note = table.Column<string>(type: "TEXT", nullable: true),
                    state = table.Column<string>(type: "TEXT", nullable: false)
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
                    change_id = table.Column<string>(type: "TEXT", nullable: false),
                    assignee = table.Column<string>(type: "TEXT", nullable: true),
                    changed_at = table.Column<long>(type: "INTEGER", nullable: false),
                    changed_by = table.Column<string>(type: "TEXT", nullable: false),
                    note = table.Column<string>(type: "TEXT", nullable: true),
                    state = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_triage_changes", x => new { x.batch_id, x.scope, x.target, x.revision });
                });

            migrationBuilder.CreateTable(
                name: "batch_errors",
                columns: table => new
                {
                    batch_key = table.Column<int>(type: "INTEGER", nullable: false),
                    number = table.Column<int>(type: "INTEGER", nullable: false),
                    error_type = table.Column<string>(type: "TEXT", nullable: false),
                    type_hash = table.Column<long>(type: "INTEGER", nullable: false),
                    files = table.Column<long>(type: "INTEGER", nullable: false)
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
                    key = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    batch_key = table.Column<int>(type: "INTEGER", nullable: false),
                    batch_status = table.Column<string>(type: "TEXT", nullable: false),
                    successful = table.Column<long>(type: "INTEGER", nullable: true),
                    failed = table.Column<long>(type: "INTEGER", nullable: true),
                    total = table.Column<long>(type: "INTEGER", nullable: true),
                    jobs = table.Column<long>(type: "INTEGER", nullable: false),
                    expected_jobs = table.Column<long>(type: "INTEGER", nullable: false),
                    started_at = table.Column<long>(type: "INTEGER", nullable: false),
                    completed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    sync_wanted = table.Column<bool>(type: "INTEGER", nullable: false),
                    first_expected = table.Column<long>(type: "INTEGER", nullable: true),
                    revision = table.Column<long>(type: "INTEGER", nullable: false),
                    facts = table.Column<string>(type: "TEXT", nullable: true),
                    header = table.Column<string>(type: "TEXT", nullable: true)
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
