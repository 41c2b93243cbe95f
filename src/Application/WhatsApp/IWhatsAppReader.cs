using AiIdentity.Application.Verification;
using AiIdentity.Domain.WhatsApp;

namespace AiIdentity.Application.WhatsApp;

/// <summary>A token that an operator hands over for one look: used, never stored, never logged.</summary>
/// <param name="PhoneNumberId">WhatsApp's id of the number record, 5 to 20 digits.</param>
public sealed record NumberGrant(string PhoneNumberId, string AccessToken)
{
    public override string ToString() => "(number grant)";
}

/// <summary>What reading one profile gave: the reading, or why there is none.</summary>
public abstract record ReadResult
{
    private ReadResult()
    {
    }

    public sealed record Read(ProfileReading Profile) : ReadResult;

    public sealed record Failed(ReadFailure Failure) : ReadResult;
}

/// <summary>What looking for an address gave.</summary>
/// <param name="Readings">Every profile that shows the address and could be read; faults of single profiles are left out.</param>
/// <param name="ReaderDown">The reader as a whole answered nothing that can be used.</param>
public sealed record Sightings(IReadOnlyList<ProfileReading> Readings, bool ReaderDown)
{
    /// <summary>Something was seen though not everything could be asked: who looked for another address was told that the reader is down.</summary>
    public bool Incomplete { get; init; }

    public static readonly Sightings Nothing = new([], ReaderDown: false);
    public static readonly Sightings Down = new([], ReaderDown: true);
}

/// <summary>Reads WhatsApp profiles: through the registry's own grant, an operator's token, or the public directory.</summary>
public interface IWhatsAppReader
{
    /// <summary>
    /// Looks for the address among all numbers that the registry's own grant reaches; a handle that none of them holds is looked up in the
    /// public directory. How long that takes tells whether it was found: for the registry's own looks only.
    /// </summary>
    Task<Sightings> FindAsync(WhatsAppAddress address, CancellationToken ct);

    /// <summary>
    /// As <see cref="FindAsync"/>, for somebody who may not learn what was found: unless a reading settles the question, WhatsApp is
    /// asked alike, and the answer comes at the same instants, whatever the address is.
    /// </summary>
    /// <param name="settles">What the asker may be told; only such readings are returned, as soon as there is one.</param>
    Task<Sightings> FindEvenlyAsync(WhatsAppAddress address, Func<ProfileReading, bool> settles, ISearchBudget budget, CancellationToken ct);

    /// <summary>Reads the profile that the operator names, with the operator's token only.</summary>
    Task<ReadResult> ReadAsync(NumberGrant grant, CancellationToken ct);

    /// <summary>Reads again, through the registry's own grant or the directory, the profile that a binding remembers.</summary>
    /// <param name="address">What is bound there: the directory is asked by handle.</param>
    Task<ReadResult> ReadAgainAsync(ProvedProfile proved, WhatsAppAddress address, CancellationToken ct);

    /// <summary>Whether the registry's own grant reaches that number record now.</summary>
    Task<bool> ReachesAsync(string phoneNumberId, CancellationToken ct);
}
