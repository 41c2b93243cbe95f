using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AiIdentity.Infrastructure.Persistence.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class SurfacesOfAnIdentity : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_Surfaces_IdentityId",
                table: "Surfaces",
                column: "IdentityId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Surfaces_IdentityId",
                table: "Surfaces");
        }
    }
}
