using AiIdentity.Domain.Verification;

namespace AiIdentity.Infrastructure.WhatsApp;

/// <summary>What a Graph API error means for us; decided on codes, never on text or HTTP status.</summary>
internal static class GraphErrorClass
{
    public static ReadFailure Of(GraphError? error) => error switch
    {
        null or { Code: null } or { IsTransient: true } => ReadFailure.Unreachable,
        { Code: 1 or 2 or 4 or 17 or 32 or 341 or 613 or 80007 or 80008 or 130429 or 131000 or 131016 or 133004 } => ReadFailure.Unreachable,
        { Code: 0 or 3 or 10 or 102 or 104 or 190 or (>= 200 and <= 299) } => ReadFailure.GrantLost,
        // Missing or hidden: the platform gives both one message.
        { Code: 33 or 803 } or { Code: 100, Subcode: 33 } => ReadFailure.GrantLost,
        { Code: 133010 or 368 or 131031 or 130497 } => ReadFailure.NotLive,
        _ => ReadFailure.Unreachable,
    };

    /// <summary>The request itself was wrong: a bug of ours, to be seen by who runs the registry.</summary>
    public static bool IsOurs(GraphError? error) => error is { Code: 100, Subcode: null or not 33, IsTransient: not true };
}
