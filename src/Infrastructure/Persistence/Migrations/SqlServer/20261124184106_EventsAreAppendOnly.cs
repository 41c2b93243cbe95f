using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AiIdentity.Infrastructure.Persistence.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class EventsAreAppendOnly : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "EventNotes",
                columns: table => new
                {
                    Id = table.Column<string>(type: "varchar(26)", unicode: false, maxLength: 26, nullable: false, collation: "Latin1_General_100_BIN2"),
                    OwnerId = table.Column<string>(type: "varchar(26)", unicode: false, maxLength: 26, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Text = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_EventNotes", x => x.Id);
                    table.ForeignKey(
                        name: "FK_EventNotes_Events_Id",
                        column: x => x.Id,
                        principalTable: "Events",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_EventNotes_OwnerId",
                table: "EventNotes",
                column: "OwnerId");

            // The private words of owners move to where they can be forgotten; what the registry wrote stays with the event.
            migrationBuilder.Sql("""
                INSERT INTO [EventNotes] ([Id], [OwnerId], [Text])
                SELECT [Id], [OwnerId], [Reason] FROM [Events]
                WHERE [Type] IN ('IdentityRevoked', 'PassportRevoked') AND [Actor] <> 'system' AND [Reason] IS NOT NULL
                  AND [Reason] NOT IN (N'operator', N'hidden', N'released', N'lapsed', N'superseded', N'identity_revoked', N'details_changed', N'key_compromised', N'account_deleted');
                UPDATE [Events] SET [Reason] = NULL WHERE [Id] IN (SELECT [Id] FROM [EventNotes]);
                """);
            // CREATE TRIGGER must be the only statement of its batch, also inside a script that asks first whether it ran.
            migrationBuilder.Sql("""
                EXEC(N'CREATE TRIGGER [Events_AppendOnly] ON [Events] INSTEAD OF UPDATE, DELETE AS
                BEGIN
                    SET NOCOUNT ON;
                    THROW 51000, ''Events are append-only.'', 1;
                END');
                """);
            // Readers see the last committed state and never wait for a writer, as on SQLite.
            migrationBuilder.Sql("ALTER DATABASE CURRENT SET READ_COMMITTED_SNAPSHOT ON WITH ROLLBACK IMMEDIATE;", suppressTransaction: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP TRIGGER [Events_AppendOnly];");
            migrationBuilder.Sql("UPDATE e SET e.[Reason] = n.[Text] FROM [Events] AS e JOIN [EventNotes] AS n ON n.[Id] = e.[Id];");
            migrationBuilder.DropTable(
                name: "EventNotes");
        }
    }
}
