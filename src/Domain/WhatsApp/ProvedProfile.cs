namespace AiIdentity.Domain.WhatsApp;

/// <summary>Which kind of reader saw a profile; two references compare only within one kind.</summary>
public enum ReaderKind
{
    CloudApi,
    Directory,
}

/// <summary>What a proof by WhatsApp established, so that a re-check can ask whether it still holds.</summary>
/// <param name="Pair">Opaque reference to the other half of the pair: a number's key, or the directory's profile id.</param>
/// <param name="Locator">Where the reader finds the profile again: a phone number id, or a profile id.</param>
public sealed record ProvedProfile(ReaderKind Reader, string Pair, string Locator);
