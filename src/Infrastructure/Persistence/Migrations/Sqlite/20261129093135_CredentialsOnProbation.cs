using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AiIdentity.Infrastructure.Persistence.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class CredentialsOnProbation : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "SecondFactorCountsFrom",
                table: "Sessions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "AuthenticatorStep",
                table: "Logins",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "FirstPasskey",
                table: "Logins",
                type: "TEXT",
                unicode: false,
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "PasswordProvesFrom",
                table: "Logins",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "SecondFactorSince",
                table: "Logins",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "SpentPasskeyAnswers",
                columns: table => new
                {
                    Digest = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: false),
                    ExpiresAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SpentPasskeyAnswers", x => x.Digest);
                });

            migrationBuilder.CreateIndex(
                name: "IX_SpentPasskeyAnswers_ExpiresAt",
                table: "SpentPasskeyAnswers",
                column: "ExpiresAt");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "SpentPasskeyAnswers");

            migrationBuilder.DropColumn(
                name: "SecondFactorCountsFrom",
                table: "Sessions");

            migrationBuilder.DropColumn(
                name: "AuthenticatorStep",
                table: "Logins");

            migrationBuilder.DropColumn(
                name: "FirstPasskey",
                table: "Logins");

            migrationBuilder.DropColumn(
                name: "PasswordProvesFrom",
                table: "Logins");

            migrationBuilder.DropColumn(
                name: "SecondFactorSince",
                table: "Logins");
        }
    }
}
