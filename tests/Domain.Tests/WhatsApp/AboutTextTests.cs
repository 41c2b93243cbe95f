using AiIdentity.Domain.Verification;
using AiIdentity.Domain.WhatsApp;

namespace AiIdentity.Domain.Tests.WhatsApp;

internal sealed class AboutTextTests
{
    private const string Token = "AII-VERIFY-ab2cd-efg3h";
    private const string Other = "AII-VERIFY-zzzzz-22222";

    private static readonly object?[][] Abouts =
    [
        [Token, TokenPlace.About],
        ["hello " + Token, TokenPlace.About],
        [Token + " hello", TokenPlace.About],
        ["(" + Token + ")", TokenPlace.About],
        [Token + ".", TokenPlace.About],
        [Token + "\n" + Token, TokenPlace.About],
        ["aii-verify-AB2CD-EFG3H", TokenPlace.About],
        ["Aii-Verify-ab2cd-efg3h", TokenPlace.About],
        ["🙂" + Token + "🙂", TokenPlace.About],
        [null, TokenPlace.Nowhere],
        ["", TokenPlace.Nowhere],
        ["hello", TokenPlace.Nowhere],
        ["x" + Token, TokenPlace.Nowhere],
        [Token + "x", TokenPlace.Nowhere],
        [Token + "-", TokenPlace.Nowhere],
        ["_" + Token, TokenPlace.Nowhere],
        ["é" + Token, TokenPlace.Nowhere],
        [Token + "é", TokenPlace.Nowhere],
        [Token[..^1], TokenPlace.Nowhere],
        ["AII-VERIFY-ab2cd efg3h", TokenPlace.Nowhere],
        ["AII-VERIFY-ab2cd-efg30", TokenPlace.Nowhere],
        [Other, TokenPlace.Nowhere],
        [Token + " " + Other, TokenPlace.AmongOthers],
        [Other + " AII-VERIFY-yyyyy-33333", TokenPlace.OnlyOthers],
        [Token.Replace('-', '\u2010'), TokenPlace.Lookalike],
        [Token.Replace('-', '\u2011'), TokenPlace.Lookalike],
        [Token.Replace('-', '\u2012'), TokenPlace.Lookalike],
        [Token.Replace('-', '\u2013'), TokenPlace.Lookalike],
        [Token.Replace('-', '\u2014'), TokenPlace.Lookalike],
        [Token.Replace('-', '\u2212'), TokenPlace.Lookalike],
        [Token.Replace('-', '\uFE63'), TokenPlace.Lookalike],
        [Token.Replace('-', '\uFF0D'), TokenPlace.Lookalike],
        [Token.Insert(3, "\u200B"), TokenPlace.Lookalike],
        [Token.Insert(14, "\u00AD"), TokenPlace.Lookalike],
        [Token.Insert(14, "\uFE0F"), TokenPlace.Lookalike],
        [Token.Insert(14, "\u2060"), TokenPlace.Lookalike],
        ["\uFF21\uFF29\uFF29" + Token[3..], TokenPlace.Lookalike],
        [Token.Replace('A', '\u0410'), TokenPlace.Nowhere],
        ["\uD800" + Token, TokenPlace.About],
        ["\uD800 " + Token.Replace('-', '\u2013'), TokenPlace.Lookalike],
    ];

    [TestCaseSource(nameof(Abouts))]
    public void About_is_read_as_it_was_typed(string? about, TokenPlace place) => Assert.That(AboutText.Find(Token, about, null), Is.EqualTo(place));

    [Test]
    public void A_description_is_the_wrong_place_and_about_comes_first()
    {
        Assert.That(AboutText.Find(Token, "hello", $"see {Token}"), Is.EqualTo(TokenPlace.Description));
        Assert.That(AboutText.Find(Token, Token, Other), Is.EqualTo(TokenPlace.About));
        Assert.That(AboutText.Find(Token, Token.Replace('-', '\u2013'), Token), Is.EqualTo(TokenPlace.Lookalike));
    }

    [Test]
    public void Tokens_dealt_can_be_typed_and_are_found()
    {
        var dealt = Enumerable.Range(0, 2000).Select(_ => ChallengeToken.Generate()).ToList();
        Assert.That(dealt, Is.Unique);
        Assert.That(dealt, Has.All.Match("^AII-VERIFY-[23456789abcdefghjkmnpqrstuvwxyz]{5}-[23456789abcdefghjkmnpqrstuvwxyz]{5}$"));
        Assert.That(dealt.Select(token => AboutText.Find(token, token, null)), Has.All.EqualTo(TokenPlace.About));
    }
}
