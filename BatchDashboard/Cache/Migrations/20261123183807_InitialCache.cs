using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BatchDashboard.Cache.Migrations
{
    /// <inheritdoc />
    public partial class InitialCache : Migration
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
                    fetched_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_batches", x => x.key);
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

            migrationBuilder.CreateTable(
                name: "job_extras",
                columns: table => new
                {
                    snapshot_key = table.Column<long>(type: "INTEGER", nullable: false),
                    ordinal = table.Column<long>(type: "INTEGER", nullable: false),
                    body = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_job_extras", x => new { x.snapshot_key, x.ordinal });
                    table.ForeignKey(
                        name: "FK_job_extras_snapshots_snapshot_key",
                        column: x => x.snapshot_key,
                        principalTable: "snapshots",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                });

            // EF Core cannot say WITHOUT ROWID: the rows stand in the order of the API in one tree, instead of in two.
            migrationBuilder.Sql(
                """
                CREATE TABLE "jobs" (
                    "snapshot_key" INTEGER NOT NULL,
                    "ordinal" INTEGER NOT NULL,
                    "job_id" TEXT NULL,
                    "media_id" TEXT NULL,
                    "file_name" TEXT NULL,
                    "folded_name" TEXT NULL,
                    "media_type" TEXT NULL,
                    "status" TEXT NULL,
                    "size_bytes" INTEGER NULL,
                    "created_at" INTEGER NULL,
                    "completed_at" INTEGER NULL,
                    "duration" INTEGER NULL,
                    "error_code" TEXT NULL,
                    "error_message" TEXT NULL,
                    "shape" INTEGER NOT NULL,
                    CONSTRAINT "PK_jobs" PRIMARY KEY ("snapshot_key", "ordinal"),
                    CONSTRAINT "FK_jobs_snapshots_snapshot_key" FOREIGN KEY ("snapshot_key") REFERENCES "snapshots" ("key") ON DELETE CASCADE
                ) WITHOUT ROWID;
                """);

            migrationBuilder.CreateIndex(
                name: "ix_batches_batch_id",
                table: "batches",
                column: "batch_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_jobs_error_code",
                table: "jobs",
                columns: new[] { "snapshot_key", "error_code" },
                filter: "error_code IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_jobs_failed",
                table: "jobs",
                columns: new[] { "snapshot_key", "ordinal" },
                filter: "status = 'failed'");

            migrationBuilder.CreateIndex(
                name: "ix_jobs_job_id",
                table: "jobs",
                columns: new[] { "snapshot_key", "job_id" });

            migrationBuilder.CreateIndex(
                name: "ix_jobs_media_id",
                table: "jobs",
                column: "media_id",
                filter: "media_id IS NOT NULL");

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
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "job_extras");

            migrationBuilder.DropTable(
                name: "jobs");

            migrationBuilder.DropTable(
                name: "media");

            migrationBuilder.DropTable(
                name: "snapshots");

            migrationBuilder.DropTable(
                name: "batches");
        }
    }
}
