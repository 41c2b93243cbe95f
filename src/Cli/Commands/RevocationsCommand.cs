using System.CommandLine;

namespace AiIdentity.Cli.Commands;

internal static class RevocationsCommand
{
    public static Command Make(Surroundings around)
    {
        var since = new Option<string?>("--since") { Description = "Only from this instant on: 2026-01-31T00:00:00Z", HelpName = "time" };
        var limit = new Option<int?>("--limit") { Description = "1 to 200, 50 where not said", HelpName = "n" };
        var cursor = new Option<string?>("--cursor") { Description = "Where the last page ended", HelpName = "next_cursor" };
        return new Command("revocations", "What has been revoked and has not expired yet, newest first") { since, limit, cursor }
            .Does(around, async (session, arguments, ct) =>
            {
                var number = arguments.GetValue(limit)?.ToString(System.Globalization.CultureInfo.InvariantCulture);
                var page = await session.Registry.ListRevocationsAsync(arguments.GetValue(since), number, arguments.GetValue(cursor), ct);
                if (session.Report.Json) session.Report.Document(page);
                else
                {
                    session.Report.Table(["kind", "id", "reason", "revoked"], page.Items.Select(item =>
                        new string?[] { item.Kind.Value, item.Id, item.Reason.Value, Report.Time(item.RevokedAt) }));
                    if (page.NextCursor is { } next) session.Report.Note($"More: --cursor {next}");
                }

                return ExitCode.Good;
            });
    }
}
