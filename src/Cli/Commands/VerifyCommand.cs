using System.CommandLine;
using AiIdentity.Client;

namespace AiIdentity.Cli.Commands;

internal static class VerifyCommand
{
    public static Command Make(Surroundings around)
    {
        var token = new Argument<string>("passport") { Description = "The Passport (eyJ…), or - to read it from standard input" };
        var surface = new Option<string?>("--surface") { Description = "Where you met it: a Passport is public and can be copied", HelpName = "address" };
        var offline = new Option<bool>("--offline") { Description = "Judge it here, from the registry's keys and status list: the registry does not learn what you verify" };
        return new Command("verify", "Whether a Passport is genuine, still good, and meant for the place where you met it") { token, surface, offline }
            .Does(around, async (session, arguments, ct) =>
            {
                var passport = await ReadAsync(arguments.GetRequiredValue(token), session.Around.In, ct);
                var met = arguments.GetValue(surface);
                return arguments.GetValue(offline) ? await OfflineAsync(session, passport, met, ct) : await OnlineAsync(session, passport, met, ct);
            });
    }

    // The line's end is the terminal's, all else the token's.
    private static async Task<string> ReadAsync(string argument, TextReader input, CancellationToken ct)
    {
        if (argument != "-") return argument;
        var text = await input.ReadToEndAsync(ct);
        return text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
    }

    private static async Task<ExitCode> OnlineAsync(Session session, string passport, string? surface, CancellationToken ct)
    {
        var verdict = await session.Registry.VerifyAsync(new VerifyBody { Passport = passport, Surface = surface }, ct);
        if (session.Report.Json) session.Report.Document(verdict);
        else
        {
            Headline(session.Report, verdict.Reason is { } reason ? Report.Word(reason) : null);
            session.Report.Facts(
                ("identity", verdict.Identity), ("operator", Words.Of(verdict.Operator)), ("tier", verdict.Tier is { } tier ? Report.Word(tier) : null),
                ("surfaces", verdict.Surfaces is { Count: > 0 } surfaces ? string.Join(", ", surfaces.Select(s => s.Surface)) : null),
                ("met at", Met(surface, verdict.SurfaceMatch)),
                ("expires", verdict.ExpiresAt is { } end ? Report.Time(end) : null), ("page", verdict.RegistryUrl),
                ("demo", verdict.IsDemo is true ? "the registry's reference identity: it stands for nobody" : null));
        }

        return verdict.Valid ? ExitCode.Good : ExitCode.Invalid;
    }

    private static async Task<ExitCode> OfflineAsync(Session session, string passport, string? surface, CancellationToken ct)
    {
        if (surface is not null && !SurfaceAddress.TryParse(surface, out _))
            throw new ExitException(ExitCode.Usage, "surface_malformed", "That is no surface address: write wa:+ and 7 to 15 digits, or wa:@ and a username.");
        var verdict = await session.Verifier.VerifyAsync(passport, new VerificationPolicy { ExpectedSurface = surface }, ct);
        if (session.Report.Json) session.Report.Document(OnWire(verdict));
        else
        {
            Headline(session.Report, verdict.Reason?.Word());
            session.Report.Facts(
                ("identity", verdict.Identity), ("operator", Words.Of(verdict.Operator)), ("tier", verdict.Tier is { } tier ? Report.Word(tier) : null),
                ("surfaces", verdict.Surfaces is { Count: > 0 } surfaces ? string.Join(", ", surfaces) : null),
                ("met at", Met(surface, verdict.SurfaceMatch)),
                ("expires", verdict.ExpiresAt is { } end ? Report.Time(end) : null), ("page", verdict.RegistryUrl),
                ("demo", verdict.IsDemo ? "the registry's reference identity: it stands for nobody" : null),
                ("known as of", verdict.KnowledgeAge is { } age ? $"{Words.Of(age)} ago" : null));
        }

        // No keys or no list: nothing can be said of the Passport.
        return verdict.Reason switch
        {
            null => ExitCode.Good,
            PassportReason.KeysUnknown or PassportReason.StatusUnknown => ExitCode.Unreachable,
            _ => ExitCode.Invalid,
        };
    }

    private static void Headline(Report report, string? reason)
    {
        if (reason is null) report.Line($"[green]valid[/]");
        else report.Line($"[red]not valid[/]: {reason}");
    }

    private static string? Met(string? surface, bool? match) => match switch
    {
        null => null,
        true => $"{surface}, which it names",
        false => $"{surface}, which is not its own",
    };

    // The registry's own verdict, as far as it can be known here, and how old the knowledge is.
    internal static object OnWire(PassportVerdict verdict) => new
    {
        verdict.Valid,
        Reason = verdict.Reason?.Word(),
        Proof = verdict.Identity is null ? null : "signature",
        verdict.Identity,
        Tier = verdict.Tier is { } tier ? Report.Word(tier) : null,
        verdict.Operator,
        verdict.Surfaces,
        verdict.SurfaceMatch,
        verdict.IssuedAt,
        verdict.ExpiresAt,
        verdict.RegistryUrl,
        verdict.AsOf,
        KeysAgeSeconds = (long?)verdict.KeysAge?.TotalSeconds,
        StatusAgeSeconds = (long?)verdict.StatusAge?.TotalSeconds,
        verdict.IsDemo,
    };
}
