using System.CommandLine;
using AiIdentity.Client;

namespace AiIdentity.Cli.Commands;

internal static class WhoisCommand
{
    public static Command Make(Surroundings around)
    {
        var who = new Argument<string>("who") { Description = "An address (wa:+447700900123, wa:@acmesupport) or an identity (aii_…)" };
        return new Command("whois", "Who stands behind an address or an identity") { who }
            .Does(around, (session, arguments, ct) => AskAsync(session, arguments.GetRequiredValue(who), ct));
    }

    private static async Task<ExitCode> AskAsync(Session session, string who, CancellationToken ct)
    {
        var record = who.StartsWith("aii_", StringComparison.Ordinal)
            ? await session.Registry.WhoisByIdentityAsync(who, ct)
            : await session.Registry.WhoisBySurfaceAsync(who, ct);
        if (session.Report.Json) session.Report.Document(record);
        else Show(session.Report, record);
        return ExitCode.Good;
    }

    private static void Show(Report report, PublicRecord record)
    {
        report.Heading(record.Name, record.Identity);
        report.Facts(
            ("operator", Words.Of(record.Operator)),
            ("status", record.Status.Value),
            ("tier", record.Tier.Value),
            ("does", record.Capabilities.Count == 0 ? null : string.Join(", ", record.Capabilities)),
            ("Passport", record.Passport is { } passport ? $"{passport.Id}, until {Report.Time(passport.ExpiresAt)}" : "none"),
            ("page", record.RegistryUrl),
            ("demo", record.IsDemo is true ? "the registry's reference identity: it stands for nobody" : null));
        if (record.Surfaces.Count == 0) return;
        report.Table(["surface", "proved", "last checked", "freshness"], record.Surfaces.Select(s =>
            new string?[] { s.Surface, Report.Time(s.VerifiedAt), Report.Time(s.LastCheckedAt), s.Freshness.Value }));
    }
}
