using AiIdentity.Domain.Verification;

namespace AiIdentity.Domain.WhatsApp;

/// <summary>Where a challenge's token was seen on a profile.</summary>
public enum TokenPlace
{
    Nowhere,
    /// <summary>Alone in About: the only place that proves anything.</summary>
    About,
    AmongOthers,
    /// <summary>Only after look-alike characters were undone.</summary>
    Lookalike,
    Description,
    /// <summary>Several tokens, and this challenge's is not among them.</summary>
    OnlyOthers,
}

/// <summary>Looks for a token in what a person typed on a phone.</summary>
public static class AboutText
{
    public static TokenPlace Find(string token, string? about, string? description)
    {
        var tokens = TokenText.AllIn(about);
        if (tokens.Contains(token)) return tokens.Count == 1 ? TokenPlace.About : TokenPlace.AmongOthers;
        if (TokenText.AllIn(TokenText.Plain(about)).Contains(token)) return TokenPlace.Lookalike;
        if (TokenText.AllIn(description).Contains(token)) return TokenPlace.Description;
        return tokens.Count > 1 ? TokenPlace.OnlyOthers : TokenPlace.Nowhere;
    }
}
