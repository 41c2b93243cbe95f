using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AiIdentity.Infrastructure.Persistence.Migrations.Sqlite
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
                    Id = table.Column<string>(type: "TEXT", unicode: false, maxLength: 26, nullable: false),
                    OwnerId = table.Column<string>(type: "TEXT", unicode: false, maxLength: 26, nullable: false),
                    Text = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false)
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
                INSERT INTO EventNotes (Id, OwnerId, Text)
                SELECT Id, OwnerId, Reason FROM Events
                WHERE Type IN ('IdentityRevoked', 'PassportRevoked') AND Actor <> 'system' AND Reason IS NOT NULL
                  AND Reason NOT IN ('operator', 'hidden', 'released', 'lapsed', 'superseded', 'identity_revoked', 'details_changed', 'key_compromised', 'account_deleted');
                UPDATE Events SET Reason = NULL WHERE Id IN (SELECT Id FROM EventNotes);
                """);
            // A table that is rebuilt loses its triggers: whichever migration rebuilds Events makes them again.
            migrationBuilder.Sql("""
                CREATE TRIGGER Events_AppendOnly BEFORE UPDATE ON Events
                BEGIN SELECT RAISE(ABORT, 'Events are append-only.'); END;
                """);
            migrationBuilder.Sql("""
                CREATE TRIGGER Events_AppendOnly_Delete BEFORE DELETE ON Events
                BEGIN SELECT RAISE(ABORT, 'Events are append-only.'); END;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP TRIGGER Events_AppendOnly_Delete;");
            migrationBuilder.Sql("DROP TRIGGER Events_AppendOnly;");
            migrationBuilder.Sql("UPDATE Events SET Reason = (SELECT Text FROM EventNotes WHERE EventNotes.Id = Events.Id) WHERE Id IN (SELECT Id FROM EventNotes);");
            migrationBuilder.DropTable(
                name: "EventNotes");
        }
    }
}
