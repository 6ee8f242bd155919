using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BatchDashboard.Cache.Migrations
{
    /// <inheritdoc />
    public partial class BatchLists : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "is_final",
                table: "batches",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "listed_at",
                table: "batches",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "search_text",
                table: "batches",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateIndex(
                name: "ix_batches_collection",
                table: "batches",
                columns: new[] { "collection", "fetched_at" });

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
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_batches_collection",
                table: "batches");

            migrationBuilder.DropIndex(
                name: "ix_batches_newest",
                table: "batches");

            migrationBuilder.DropIndex(
                name: "ix_batches_status",
                table: "batches");

            migrationBuilder.DropIndex(
                name: "ix_batches_unfinished",
                table: "batches");

            migrationBuilder.DropColumn(
                name: "is_final",
                table: "batches");

            migrationBuilder.DropColumn(
                name: "listed_at",
                table: "batches");

            migrationBuilder.DropColumn(
                name: "search_text",
                table: "batches");
        }
    }
}
