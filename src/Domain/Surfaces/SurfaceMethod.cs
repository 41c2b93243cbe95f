namespace AiIdentity.Domain.Surfaces;

/// <summary>A way to prove control of an address: the facts that the core needs of it. How it looks is the business of its proof method.</summary>
/// <param name="Id">snake_case, unique over all schemes, kept in the store and shown outside: <c>whatsapp_phone</c>.</param>
/// <param name="Label">What it proves, for a person: <c>WhatsApp number</c>.</param>
/// <param name="Sign">The path of the sign beside its addresses: SVG path data on a grid of 24 × 24, drawn as a line.</param>
/// <param name="Rechecks">The pace and the graces of its re-checks.</param>
public sealed record SurfaceMethod(string Id, string Label, string Sign, RecheckPolicy Rechecks)
{
    /// <summary>The longest id of a method.</summary>
    public const int MaxIdLength = 40;
}

/// <summary>When a binding is checked again, and how long what speaks against it may last before the binding ends.</summary>
/// <param name="Interval">From one check to the next; a check falls due up to a tenth sooner.</param>
/// <param name="AccessGrace">From the loss of access to the lapse.</param>
/// <param name="ContradictionGap">Two contradicting readings suspend only if they are at least so far apart.</param>
/// <param name="SuspensionGrace">From the suspension to the lapse.</param>
/// <param name="OneTimeGrace">From the due check to the lapse, where the registry can't look by itself.</param>
public sealed record RecheckPolicy(TimeSpan Interval, TimeSpan AccessGrace, TimeSpan ContradictionGap, TimeSpan SuspensionGrace, TimeSpan OneTimeGrace);
