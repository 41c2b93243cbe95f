using System.Text.Json;
using AiIdentity.Application.Surfaces;
using AiIdentity.Application.Verification;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Verification;
using AiIdentity.Domain.WhatsApp;

namespace AiIdentity.Application.WhatsApp;

/// <summary>How far the registry lets its own looks at WhatsApp go: what Meta's allowances leave, and so many re-checks a minute.</summary>
public interface IWhatsAppPace : ILookPace;

/// <summary>A number's proof: a token in the About of the profile that shows the number.</summary>
internal sealed class WhatsAppPhoneMethod(IWhatsAppReader reader, IAddressVault vault, IWhatsAppPace pace) : WhatsAppMethod(reader, vault, pace)
{
    public override SurfaceMethod Method => WhatsAppScheme.Phone;

    protected override string Noun => "a WhatsApp number";

    protected override IReadOnlyList<string> WayToAbout { get; } =
        ["On the phone with this number open WhatsApp Business: Settings → Business tools → Profile → About."];
}

/// <summary>A username's proof: a token in the About of the profile that holds the username.</summary>
internal sealed class WhatsAppUsernameMethod(IWhatsAppReader reader, IAddressVault vault, IWhatsAppPace pace) : WhatsAppMethod(reader, vault, pace)
{
    public override SurfaceMethod Method => WhatsAppScheme.Username;

    protected override string Noun => "a WhatsApp username";

    protected override IReadOnlyList<string> WayToAbout { get; } =
    [
        "On the phone that holds this username open WhatsApp Business. If it has no username yet: Settings → Profile → Username, and claim it.",
        "Then open Settings → Business tools → Profile → About.",
    ];
}

/// <summary>Looks at WhatsApp profiles and judges what is seen.</summary>
internal abstract class WhatsAppMethod(IWhatsAppReader reader, IAddressVault vault, IWhatsAppPace pace) : IProofMethod
{
    /// <summary>Through the public directory.</summary>
    public const string DirectoryReader = "directory";

    private const string PhoneNumberId = "phone_number_id";
    private const string AccessToken = "access_token";

    private static readonly GrantForm Form = new(
    [
        new(PhoneNumberId, "Phone number id", Secret: false, id => id.Trim() is { Length: >= 5 and <= 20 } digits && digits.All(char.IsAsciiDigit),
            "A phone number id has 5 to 20 digits. It is not the phone number."),
        new(AccessToken, "Access token", Secret: true, token => token.Trim() is { Length: > 0 and <= 1000 } text && text.All(c => c is > ' ' and <= '~'),
            "That is no access token."),
    ]);

    private static readonly JsonSerializerOptions StateJson = new(JsonSerializerDefaults.Web) { Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) } };

    // Not asked at all, whatever the address.
    private static readonly Sightings Exhausted = new([], ReaderDown: true);

    public abstract SurfaceMethod Method { get; }

    public ILookPace Pace => pace;

    public TimeSpan Patience => TimeSpan.FromSeconds(58);

    public GrantForm Grant => Form;

    public BindingTexts Texts => new(
        Noun,
        AccessLost: "Share the number with the registry again, or check it with a token of your own.",
        Contradicted: "Mend it on WhatsApp and check it again, or prove it again.",
        Aged: "The token was used once and not kept, so the registry can't look again by itself. Check it again with a token of yours, or share the number with the registry.");

    /// <summary>With its article: <c>a WhatsApp number</c>.</summary>
    protected abstract string Noun { get; }

    /// <summary>The steps to About.</summary>
    protected abstract IReadOnlyList<string> WayToAbout { get; }

    public IReadOnlyDictionary<string, string> PlaceOf(SurfaceAddress address, string token) =>
        new Dictionary<string, string>(StringComparer.Ordinal) { ["kind"] = "profile", ["field"] = "about", ["value"] = token };

    public IReadOnlyList<string> StepsFor(SurfaceAddress address, string token) =>
    [
        .. WayToAbout,
        $"Put {token} into About, by hand or by copying it, and save. Nothing else in About needs to change, but no second AII token may stand there.",
        "Come back and check. The registry also looks by itself for the next 24 hours.",
        "If one profile has both a number and a username, prove them one after the other: each has its own token.",
        "Once it is verified you may remove the token from About.",
    ];

    public JsonElement? EvidenceOf(string state) => null;

    public Task<LookResult> LookForTokenAsync(TokenLook look, CancellationToken ct) =>
        look.Grant is { } grant ? LookForTokenAsync(Of(look.Address), look.Token, grant, ct) : LookForTokenAsync(Of(look.Address), look.Token, look.Budget, ct);

    public Task<LookResult> LookAgainAsync(BindingLook look, CancellationToken ct)
    {
        var (claim, proved) = (Of(look.Address), Read(look.State));
        return look.Grant is { } grant ? LookAgainAsync(claim, proved, look.OneTime, grant, ct) : LookAgainAsync(claim, proved, look.OneTime, look.Budget, ct);
    }

    private async Task<LookResult> LookForTokenAsync(WhatsAppAddress claim, string token, OperatorGrant grant, CancellationToken ct)
    {
        switch (await reader.ReadAsync(NumberGrantOf(grant), ct))
        {
            case ReadResult.Read { Profile: var reading }:
                var outcome = Judgement.OfProof(claim, token, reading);
                var oneTime = outcome == CheckOutcome.Verified && !await reader.ReachesAsync(reading.Locator, ct);
                var hint = outcome == WhatsAppOutcomes.NumberMismatch ? WhatsAppHints.ForArgentina(claim, reading) : null;
                return Result(outcome, reading, EvidenceReaders.OperatorToken, oneTime, hint);
            case ReadResult.Failed { Failure: var failure }:
                return Plain(Judgement.OfFailure(failure), EvidenceReaders.OperatorToken);
            default:
                throw new InvalidOperationException("A reading is read or failed.");
        }
    }

    // No oracle: unless the reading saw this very token, the answer is the same whatever the number is, and whoever shares it.
    private async Task<LookResult> LookForTokenAsync(WhatsAppAddress claim, string token, ISearchBudget? budget, CancellationToken ct)
    {
        var seen = await FindAsync(claim, reading => Judgement.SawToken(token, reading), budget, ct);
        var best = seen.Readings
            .Where(reading => Judgement.SawToken(token, reading))
            .Select(reading => (Reading: reading, Outcome: Judgement.OfProof(claim, token, reading)))
            .OrderBy(shown => Rank(shown.Outcome))
            .FirstOrDefault();
        return best.Reading is { } reading
            ? Result(best.Outcome, reading, ReaderOf(reading.Reader), oneTime: false)
            : Plain(seen.ReaderDown || seen.Incomplete ? CheckOutcome.Unreachable : CheckOutcome.TokenNotFound, EvidenceReaders.OwnGrant);
    }

    // A profile of another number or handle says nothing about this binding, whatever token opened it.
    private async Task<LookResult> LookAgainAsync(WhatsAppAddress claim, ProvedProfile proved, bool wasOneTime, OperatorGrant grant, CancellationToken ct)
    {
        switch (await reader.ReadAsync(NumberGrantOf(grant), ct))
        {
            case ReadResult.Read { Profile: var reading }:
                var outcome = Judgement.OfPair(claim, proved, PairOf(reading), reading);
                var same = outcome != WhatsAppOutcomes.NumberMismatch && outcome != WhatsAppOutcomes.UsernameMismatch && outcome != WhatsAppOutcomes.UsernameNotApproved;
                var stillOneTime = wasOneTime && !(same && await reader.ReachesAsync(reading.Locator, ct));
                return Result(outcome, reading, EvidenceReaders.OperatorToken, stillOneTime) with { JudgesBinding = same };
            case ReadResult.Failed { Failure: var failure }:
                return Plain(Judgement.OfFailure(failure), EvidenceReaders.OperatorToken) with { JudgesBinding = false };
            default:
                throw new InvalidOperationException("A reading is read or failed.");
        }
    }

    private async Task<LookResult> LookAgainAsync(WhatsAppAddress claim, ProvedProfile proved, bool wasOneTime, ISearchBudget? budget, CancellationToken ct)
    {
        var by = ReaderOf(proved.Reader);
        switch (await reader.ReadAgainAsync(proved, claim, ct))
        {
            case ReadResult.Read { Profile: var reading }:
                return OfPair(reading);
            case ReadResult.Failed { Failure: ReadFailure.GrantLost } when wasOneTime:
                return Plain(CheckOutcome.NoGrant, by) with { JudgesBinding = false };
            case ReadResult.Failed { Failure: ReadFailure.GrantLost } when proved.Reader is ReaderKind.CloudApi:
                // The number may have moved to another record that is shared with us: the pair is what counts.
                // Whoever lost it learns nothing of the new holder, by the clock neither.
                var moved = await FindAsync(claim, IsSame, budget, ct);
                return moved.Readings.FirstOrDefault(IsSame) is { } found ? OfPair(found)
                    : Plain(ReferenceEquals(moved, Exhausted) ? CheckOutcome.Unreachable : CheckOutcome.GrantLost, by);
            case ReadResult.Failed { Failure: var failure }:
                return Plain(Judgement.OfFailure(failure), by);
            default:
                throw new InvalidOperationException("A reading is read or failed.");
        }

        bool IsSame(ProfileReading reading) => Judgement.OfPair(claim, proved, PairOf(reading), reading) == CheckOutcome.Verified;

        LookResult OfPair(ProfileReading reading) => Result(Judgement.OfPair(claim, proved, PairOf(reading), reading), reading, by, oneTime: false);
    }

    private async Task<Sightings> FindAsync(WhatsAppAddress claim, Func<ProfileReading, bool> settles, ISearchBudget? budget, CancellationToken ct)
    {
        if (budget is null) return await reader.FindAsync(claim, ct);
        return await budget.MaySearchAsync(ct) ? await reader.FindEvenlyAsync(claim, settles, budget, ct) : Exhausted;
    }

    private static LookResult Plain(CheckOutcome outcome, string by) =>
        LookResult.NotProved(outcome, WhatsAppHints.For(outcome, by == EvidenceReaders.OperatorToken), by);

    private LookResult Result(CheckOutcome outcome, ProfileReading reading, string by, bool oneTime, string? hint = null)
    {
        hint ??= WhatsAppHints.For(outcome, by == EvidenceReaders.OperatorToken);
        var result = outcome == CheckOutcome.Verified ? LookResult.Proved(ProofOf(reading, oneTime), hint, by) : LookResult.NotProved(outcome, hint, by);
        return result with { Digest = DigestOf(reading) };
    }

    private ProofOfControl ProofOf(ProfileReading reading, bool oneTime)
    {
        var pair = PairOf(reading);
        return new ProofOfControl(
            Method.Id, JsonSerializer.Serialize(new ProvedProfile(reading.Reader, pair, reading.Locator), StateJson),
            // Webhooks name numbers; a directory's profile id is nothing that they know.
            Correlation: reading.Reader is ReaderKind.CloudApi ? pair : null, oneTime);
    }

    private static ProvedProfile Read(string? state) =>
        state is not null && JsonSerializer.Deserialize<ProvedProfile>(state, StateJson) is { } proved
            ? proved
            : throw new InvalidOperationException("A WhatsApp address has one method: what it proved, it remembers.");

    private static int Rank(CheckOutcome outcome)
    {
        for (var rank = 0; rank < WhatsAppOutcomes.All.Count; rank++)
            if (WhatsAppOutcomes.All[rank] == outcome) return rank;
        throw new InvalidOperationException("WhatsApp has no such outcome.");
    }

    private static NumberGrant NumberGrantOf(OperatorGrant grant) => new(grant[PhoneNumberId], grant[AccessToken]);

    private static WhatsAppAddress Of(SurfaceAddress address) =>
        address as WhatsAppAddress ?? throw new ArgumentException("Not an address of WhatsApp.", nameof(address));

    private static string ReaderOf(ReaderKind reader) => reader switch
    {
        ReaderKind.CloudApi => EvidenceReaders.OwnGrant,
        ReaderKind.Directory => DirectoryReader,
    };

    // The other half of the pair: a number only as its keyed hash, or the directory's profile id.
    private string PairOf(ProfileReading reading) => reading.Reader switch
    {
        ReaderKind.CloudApi => reading.Number is { } number ? vault.KeyOf(number).Value : "",
        ReaderKind.Directory => reading.Locator,
    };

    private string DigestOf(ProfileReading reading) => vault.Digest("evidence", string.Join('\n',
        reading.Reader, reading.Locator, reading.Number?.Digits, reading.Standing, reading.Username?.Name, reading.UsernameApproved, reading.About, reading.Description));
}
