using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using AiIdentity.Client;

namespace AiIdentity.Cli.Commands;

internal static class VerifyCommand
{
    public static Command Make(Surroundings around)
    {
        var token = new Argument<string>("passport") { Description = "The Passport (eyJ…), or - to read it from standard input" };
        var surface = new Option<string?>("--surface") { Description = "Where you met it: a Passport is public and can be copied", HelpName = "address" };
        var offline = new Option<bool>("--offline") { Description = "Judge it here, from the registry's keys and status list: the registry does not learn what you verify" };
        var tier = new Option<string?>("--min-tier") { Description = $"The least that must be known about the identity: {string.Join(", ", Tier.Known)}", HelpName = "tier" };
        tier.AcceptOnlyFromAmong([.. Tier.Known.Select(one => one.Value)]);
        var age = new Option<string?>("--max-age") { Description = "How long ago it may have been issued: 90s, 30m, 12h, 7d", HelpName = "age" };
        var status = new Option<string?>("--max-status-age") { Description = "Offline: how old the word about revocations may be; 1h where not said", HelpName = "age" };
        var keys = new Option<string?>("--max-keys-age") { Description = "Offline: how old the registry's keys may be; 1h where not said", HelpName = "age" };
        return new Command("verify", "Whether a Passport is genuine, still good, and meant for the place where you met it") { token, surface, offline, tier, age, status, keys }
            .Does(around, async (session, arguments, ct) =>
            {
                var policy = PolicyOf(arguments.GetValue(surface), arguments.GetValue(tier), arguments.GetValue(age), arguments.GetValue(status), arguments.GetValue(keys));
                var isOffline = arguments.GetValue(offline);
                if (!isOffline && (arguments.GetValue(status) ?? arguments.GetValue(keys)) is not null)
                    throw new ExitException(ExitCode.Usage, "usage", "--max-status-age and --max-keys-age go with --offline: the registry itself knows what is so now.");
                var passport = await ReadAsync(arguments.GetRequiredValue(token), session.Around.In, ct);
                return isOffline ? await OfflineAsync(session, passport, policy, ct) : await OnlineAsync(session, passport, policy, ct);
            });
    }

    private static VerificationPolicy PolicyOf(string? surface, string? tier, string? age, string? status, string? keys)
    {
        if (surface is not null && !SurfaceAddress.TryParse(surface, out _))
            throw new ExitException(ExitCode.Usage, "surface_malformed", "That is no surface address: write wa:+ and 7 to 15 digits, or wa:@ and a username.");
        var policy = VerificationPolicy.Default with { ExpectedSurface = surface, MaximumProofAge = AgeOf("--max-age", age) };
        if (tier is not null) policy = policy with { MinimumTier = new Tier(tier) };
        if (AgeOf("--max-status-age", status) is { } ofStatus) policy = policy with { FailClosedWhenStatusIsOlderThan = ofStatus };
        return AgeOf("--max-keys-age", keys) is { } ofKeys ? policy with { FailClosedWhenKeysAreOlderThan = ofKeys } : policy;
    }

    private static TimeSpan? AgeOf(string option, string? text)
    {
        if (text is null) return null;
        var unit = text.Length == 0 ? 0 : text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86_400, _ => 0 };
        return unit > 0 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? TimeSpan.FromSeconds((long)number * unit)
            : throw new ExitException(ExitCode.Usage, "usage", $"{option} is a whole number with its unit: 90s, 30m, 12h, 7d.");
    }

    // What a file or a terminal puts around it is none of the token: a mark of the encoding, blanks, the line's end.
    private static async Task<string> ReadAsync(string argument, TextReader input, CancellationToken ct) =>
        argument == "-" ? (await input.ReadToEndAsync(ct)).Trim('\uFEFF', ' ', '\t', '\r', '\n') : argument;

    private static async Task<ExitCode> OnlineAsync(Session session, string passport, VerificationPolicy policy, CancellationToken ct)
    {
        var verdict = await session.Registry.VerifyAsync(new VerifyBody { Passport = passport, Surface = policy.ExpectedSurface }, ct);
        // What the policy asks for comes after all that the registry asks for.
        var reason = verdict.Valid ? OfPolicy(verdict, policy, session.Around.Clock.GetUtcNow()) : verdict.Reason?.Value ?? "unknown";
        if (session.Report.Json)
        {
            var document = JsonNode.Parse(Report.Written(verdict))!.AsObject();
            if (reason is not null) (document["valid"], document["reason"]) = (false, reason);
            session.Report.Document(document);
        }
        else
        {
            Headline(session.Report, reason);
            session.Report.Facts(
                ("identity", verdict.Identity), ("operator", Words.Of(verdict.Operator)), ("tier", verdict.Tier?.Value),
                ("surfaces", verdict.Surfaces is { Count: > 0 } surfaces ? string.Join(", ", surfaces.Select(s => s.Surface)) : null),
                ("met at", Met(policy.ExpectedSurface, verdict.SurfaceMatch)),
                ("expires", verdict.ExpiresAt is { } end ? Report.Time(end) : null), ("page", verdict.RegistryUrl),
                ("demo", verdict.IsDemo is true ? "the registry's reference identity: it stands for nobody" : null));
        }

        return reason is null ? ExitCode.Good : ExitCode.Invalid;
    }

    private static string? OfPolicy(Verdict verdict, VerificationPolicy policy, DateTimeOffset now) =>
        !verdict.Tier.GetValueOrDefault().Reaches(policy.MinimumTier) ? PassportReason.TierTooLow.Word()
        : policy.MaximumProofAge is { } age && !(now - verdict.IssuedAt <= age) ? PassportReason.ProofTooOld.Word()
        : null;

    private static async Task<ExitCode> OfflineAsync(Session session, string passport, VerificationPolicy policy, CancellationToken ct)
    {
        var verdict = await session.Verifier.VerifyAsync(passport, policy, ct);
        if (session.Report.Json) session.Report.Document(OnWire(verdict));
        else
        {
            Headline(session.Report, verdict.Reason?.Word());
            session.Report.Facts(
                ("identity", verdict.Identity), ("operator", Words.Of(verdict.Operator)), ("tier", verdict.Tier?.Value),
                ("surfaces", verdict.Surfaces is { Count: > 0 } surfaces ? string.Join(", ", surfaces) : null),
                ("met at", Met(policy.ExpectedSurface, verdict.SurfaceMatch)),
                ("expires", verdict.ExpiresAt is { } end ? Report.Time(end) : null), ("page", verdict.RegistryUrl),
                ("demo", verdict.IsDemo ? "the registry's reference identity: it stands for nobody" : null),
                ("known as of", verdict.KnowledgeAge is { } age ? $"{Words.Of(age)} ago" : null),
                ("why", verdict.Cause));
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
        Tier = verdict.Tier?.Value,
        verdict.Operator,
        verdict.Surfaces,
        verdict.SurfaceMatch,
        verdict.IssuedAt,
        verdict.ExpiresAt,
        verdict.RegistryUrl,
        verdict.AsOf,
        KeysAgeSeconds = (long?)verdict.KeysAge?.TotalSeconds,
        StatusAgeSeconds = (long?)verdict.StatusAge?.TotalSeconds,
        verdict.Cause,
        verdict.IsDemo,
    };
}
