using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BatchDashboard.Cache.Migrations
{
    /// <inheritdoc />
    [DbContext(typeof(CacheContext))]
    [Migration("20261129170000_JobColumns")]
    public partial class JobColumns : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // Whole copies without facts get their columns at the start.
            migrationBuilder.Sql(
                """
                DROP TABLE job_index;
                CREATE TABLE job_columns (
                    snapshot_key INTEGER NOT NULL,
                    kind INTEGER NOT NULL,
                    part INTEGER NOT NULL,
                    body BLOB NOT NULL,
                    CONSTRAINT PK_job_columns PRIMARY KEY (snapshot_key, kind, part)
                );
                ALTER TABLE snapshots DROP COLUMN sealed;
                UPDATE snapshots SET facts = NULL;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new System.NotSupportedException("The older form cannot hold what this one does: restore a backup.");
    }
}
