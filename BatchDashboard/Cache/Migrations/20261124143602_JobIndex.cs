using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BatchDashboard.Cache.Migrations
{
    /// <inheritdoc />
    public partial class JobIndex : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // What EF Core would write here renames columns of keys and loses values, so the tables are made anew.
            migrationBuilder.Sql(
                """
                ALTER TABLE snapshots ADD COLUMN facts TEXT NULL;
                ALTER TABLE snapshots ADD COLUMN first_expected INTEGER NULL;
                ALTER TABLE snapshots ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
                ALTER TABLE snapshots ADD COLUMN sealed INTEGER NOT NULL DEFAULT 0;

                CREATE TABLE job_groups (
                    snapshot_key INTEGER NOT NULL,
                    number INTEGER NOT NULL,
                    status TEXT NULL,
                    media_type TEXT NULL,
                    error_code TEXT NULL,
                    jobs INTEGER NOT NULL,
                    sizes BLOB NULL,
                    durations BLOB NULL,
                    CONSTRAINT PK_job_groups PRIMARY KEY (snapshot_key, number)
                );
                INSERT INTO job_groups (snapshot_key, number, status, media_type, error_code, jobs)
                SELECT snapshot_key, row_number() OVER (PARTITION BY snapshot_key ORDER BY min(ordinal)) - 1, status, media_type, error_code, count(*)
                FROM jobs GROUP BY snapshot_key, status, media_type, error_code;

                CREATE TABLE new_jobs (
                    key INTEGER NOT NULL CONSTRAINT PK_jobs PRIMARY KEY,
                    group_no INTEGER NOT NULL,
                    job_id TEXT NULL,
                    media_id TEXT NULL,
                    file_name TEXT NULL,
                    size_bytes INTEGER NULL,
                    created_at INTEGER NULL,
                    completed_at INTEGER NULL,
                    error_message TEXT NULL,
                    shape INTEGER NOT NULL
                );
                INSERT INTO new_jobs
                SELECT (jobs.snapshot_key << 32) | ordinal, number, job_id, media_id, file_name, size_bytes, created_at, completed_at, error_message, shape
                FROM jobs JOIN job_groups ON job_groups.snapshot_key = jobs.snapshot_key AND job_groups.status IS jobs.status
                  AND job_groups.media_type IS jobs.media_type AND job_groups.error_code IS jobs.error_code
                ORDER BY jobs.snapshot_key, ordinal;
                DROP TABLE jobs;
                ALTER TABLE new_jobs RENAME TO jobs;

                CREATE TABLE new_job_extras (
                    key INTEGER NOT NULL CONSTRAINT PK_job_extras PRIMARY KEY,
                    body TEXT NOT NULL
                );
                INSERT INTO new_job_extras SELECT (snapshot_key << 32) | ordinal, body FROM job_extras ORDER BY snapshot_key, ordinal;
                DROP TABLE job_extras;
                ALTER TABLE new_job_extras RENAME TO job_extras;

                CREATE TABLE job_index (
                    snapshot_key INTEGER NOT NULL,
                    kind INTEGER NOT NULL,
                    chunk INTEGER NOT NULL,
                    body BLOB NOT NULL,
                    CONSTRAINT PK_job_index PRIMARY KEY (snapshot_key, kind, chunk)
                );

                CREATE TABLE dropped_snapshots (
                    key INTEGER NOT NULL CONSTRAINT PK_dropped_snapshots PRIMARY KEY
                );
                CREATE TRIGGER tr_snapshots_dropped AFTER DELETE ON snapshots
                BEGIN
                    INSERT INTO dropped_snapshots (key) VALUES (OLD.key);
                END;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new System.NotSupportedException("The older form cannot hold what this one does: restore a backup.");
    }
}
