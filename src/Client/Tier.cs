namespace AiIdentity.Client;

public readonly partial record struct Tier
{
    /// <summary>
    /// Whether it includes all that <paramref name="least"/> asks for. Every tier includes <see cref="Issued"/>; one that this version does
    /// not know includes nothing else but itself.
    /// </summary>
    public bool Reaches(Tier least) => least == Issued || this == least || (Rank(least) is >= 0 and var rank && Rank(this) > rank);

    // -1: not known.
    private static int Rank(Tier tier)
    {
        for (var rank = 0; rank < Known.Count; rank++)
            if (Known[rank] == tier) return rank;
        return -1;
    }
}
