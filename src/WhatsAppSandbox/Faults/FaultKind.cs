using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AiIdentity.WhatsAppSandbox.Faults;

internal enum FaultKind
{
    [JsonStringEnumMemberName("http_500")] Http500,
    Timeout,
    RateLimited,
    Transient,
    TokenExpired,
    PermissionDenied,
    NotFound,
    Garbage,
    StaleAbout,
    ChangedBetweenReads,
}

internal enum ReadKind { Node, Profile, Username, Listing, Directory, Other }

internal static class FaultKinds
{
    internal const string Chaos = "chaos";

    internal static readonly ImmutableArray<FaultKind> All = [.. Enum.GetValues<FaultKind>()];

    internal static string Name(this FaultKind kind) =>
        kind is FaultKind.Http500 ? "http_500" : JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());

    internal static FaultKind Parse(string name)
    {
        foreach (var kind in All)
        {
            if (string.Equals(kind.Name(), name, StringComparison.Ordinal)) return kind;
        }
        throw new Refusal($"kind must be one of {string.Join(", ", All.Select(Name))} or {Chaos}.");
    }

    // The distortions change a true answer; all others take its place.
    internal static bool Distorts(this FaultKind kind) => kind is FaultKind.StaleAbout or FaultKind.ChangedBetweenReads;

    internal static bool Suits(this FaultKind kind, ReadKind read) => kind switch
    {
        FaultKind.StaleAbout => read is ReadKind.Profile or ReadKind.Directory,
        FaultKind.ChangedBetweenReads => read is ReadKind.Node or ReadKind.Username or ReadKind.Directory,
        _ => true,
    };
}
