using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AiIdentity.Infrastructure.Persistence.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class CredentialsOnProbation : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "SecondFactorCountsFrom",
                table: "Sessions",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "AuthenticatorStep",
                table: "Logins",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "FirstPasskey",
                table: "Logins",
                type: "varchar(64)",
                unicode: false,
                maxLength: 64,
                nullable: true,
                collation: "Latin1_General_100_BIN2");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "PasswordProvesFrom",
                table: "Logins",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "SecondFactorSince",
                table: "Logins",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "SpentPasskeyAnswers",
                columns: table => new
                {
                    Digest = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    ExpiresAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
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
