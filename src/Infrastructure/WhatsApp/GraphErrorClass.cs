using System.Net;
using AiIdentity.Domain.WhatsApp;

namespace AiIdentity.Infrastructure.WhatsApp;

internal enum GraphErrorClass
{
    /// <summary>Nothing learnt; whatever is not known counts here too.</summary>
    Transient,
    GrantLost,
    /// <summary>Missing or hidden: the platform gives both one message.</summary>
    Ambiguous,
    NotLive,
    Restricted,
    /// <summary>Our request was wrong: a bug, to be seen by who runs the registry.</summary>
    Ours,
}

/// <summary>What a Graph API error means for us; decided on codes, never on text.</summary>
internal static class GraphErrorClasses
{
    public static GraphErrorClass Of(HttpStatusCode status, GraphError? error) => error switch
    {
        null or { Code: null } or { IsTransient: true } => GraphErrorClass.Transient,
        _ when (int)status >= 500 => GraphErrorClass.Transient,
        { Code: 0 or 3 or 10 or 102 or 104 or 190 or (>= 200 and <= 299) } => GraphErrorClass.GrantLost,
        { Code: 33 or 803 } or { Code: 100, Subcode: 33 } => GraphErrorClass.Ambiguous,
        { Code: 133010 } => GraphErrorClass.NotLive,
        { Code: 368 or 131031 or 130497 } => GraphErrorClass.Restricted,
        { Code: 100, Subcode: null } => GraphErrorClass.Ours,
        // 1, 2, 4, 17, 32, 341, 613, 80007, 80008, 130429, 131000, 131016, 133004, and those that we don't know.
        _ => GraphErrorClass.Transient,
    };

    public static ReadFailure Failure(this GraphErrorClass error) => error switch
    {
        GraphErrorClass.Transient or GraphErrorClass.Ours => ReadFailure.Unreachable,
        GraphErrorClass.GrantLost or GraphErrorClass.Ambiguous => ReadFailure.GrantLost,
        GraphErrorClass.NotLive or GraphErrorClass.Restricted => ReadFailure.NotLive,
    };
}
