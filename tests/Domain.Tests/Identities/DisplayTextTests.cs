using System.Globalization;
using System.Text;
using AiIdentity.Domain.Identities;

namespace AiIdentity.Domain.Tests.Identities;

public class DisplayTextTests
{
    private static IEnumerable<Rune> AllRunes() => Enumerable.Range(0, 0x110000).Where(Rune.IsValid).Select(code => new Rune(code));

    private static bool IsIgnorable(Rune rune) => UnicodeRanges.Has(UnicodeRanges.DefaultIgnorable, rune.Value);

    [Test]
    public void Nothing_that_is_drawn_as_nothing_stands_between_letters_or_at_an_end()
    {
        var hidden = AllRunes().Where(rune => IsIgnorable(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.Control).ToList();
        Assert.That(hidden, Has.Count.GreaterThan(4_000));
        Assert.That(hidden.SelectMany(rune => new[] { $"anon{rune}", $"{rune}anon", $"an{rune}on", $"株{rune}式", $"Ам{rune}Я", $"a {rune}", $"{rune}" }).Where(text => DisplayText.WhyRefused(text) is null), Is.Empty);
    }

    [Test]
    public void What_is_drawn_as_nothing_reads_as_nothing() =>
        Assert.That(AllRunes().Where(IsIgnorable).Where(rune => !DisplayText.ReadsAsAnonymous($"a{rune}non")), Is.Empty);

    // From the property's own documentation; the table is what a tool wrote.
    [TestCase(0x00AD)]
    [TestCase(0x034F)]
    [TestCase(0x115F)]
    [TestCase(0x1160)]
    [TestCase(0x17B4)]
    [TestCase(0x180B)]
    [TestCase(0x180F)]
    [TestCase(0x2065)]
    [TestCase(0x2800)]
    [TestCase(0x3164)]
    [TestCase(0xFE00)]
    [TestCase(0xFE0F)]
    [TestCase(0xFFA0)]
    [TestCase(0x1D159)]
    [TestCase(0x1D173)]
    [TestCase(0xE0001)]
    [TestCase(0xE007F)]
    [TestCase(0xE0100)]
    [TestCase(0xE01EF)]
    public void Blanks_are_refused_wherever_they_stand(int code)
    {
        var blank = new Rune(code).ToString();
        Assert.That(new[] { blank, $"Acme{blank}", $"Ac{blank}me", $"{blank}Acme", $"Acme {blank}" }.Where(text => DisplayText.WhyRefused(text) is null), Is.Empty);
    }

    [TestCase("👩‍💻 Helper")]
    [TestCase("👨‍👩‍👧‍👦")]
    [TestCase("👩🏽‍🚀 Space")]
    [TestCase("❤️ Care")]
    [TestCase("🏳️‍🌈 Travel")]
    [TestCase("🏴‍☠️")]
    [TestCase("Line 1️⃣")]
    [TestCase("#️⃣ Tags")]
    [TestCase("می‌خواهم")]
    [TestCase("कंप्यूटर क्‍ष")]
    [TestCase("ශ්‍රී ලංකා")]
    [TestCase("Zoë Ångström")]
    [TestCase("e\u0301tude")]
    [TestCase("한국어")]
    [TestCase("🇬🇧 Desk")]
    public void What_emoji_and_scripts_need_is_taken(string name) => Assert.That(DisplayText.WhyRefused(name), Is.Null);

    [TestCase("anon\uFE0F")]
    [TestCase("1\uFE0F")]
    [TestCase("1\uFE0FA")]
    [TestCase("❤\uFE0E")]
    [TestCase("❤\uFE0F\uFE0F")]
    [TestCase("a\u200D👩")]
    [TestCase("👩\u200Da")]
    [TestCase("👩\u200D")]
    [TestCase("\u200D👩")]
    [TestCase("👩\u200D\u200D💻")]
    [TestCase("А\u200DБ")]
    [TestCase("А\u200CБ")]
    [TestCase("株\u200C式")]
    // Alef joins nothing after it: the joiner would be seen by nobody.
    [TestCase("ا\u200Cب")]
    [TestCase("می\u200C")]
    public void Where_nothing_needs_them_they_are_refused(string name) => Assert.That(DisplayText.WhyRefused(name), Is.Not.Null);

    [TestCase("\u0301Acme")]
    [TestCase("Acme \u0301")]
    [TestCase("\u20E3")]
    [TestCase("A \u0903")]
    public void A_mark_stands_on_a_letter(string name) => Assert.That(DisplayText.WhyRefused(name), Does.Contain("mark"));

    [TestCase("x", 1)]
    [TestCase("e\u0301", 1)]
    [TestCase("👨‍👩‍👧", 1)]
    [TestCase("🇬🇧", 1)]
    [TestCase("नि", 1)]
    [TestCase("한", 1)]
    public void Lengths_are_what_people_count(string one, int length)
    {
        Assert.That(DisplayText.LengthOf(one), Is.EqualTo(length));
        if (one.Length * DisplayText.MaxLength <= DisplayText.MaxUnits) Assert.That(DisplayText.WhyRefused(string.Concat(Enumerable.Repeat(one, DisplayText.MaxLength))), Is.Null);
        Assert.That(DisplayText.WhyRefused(string.Concat(Enumerable.Repeat(one, DisplayText.MaxLength + 1))), Does.Contain("at most"));
    }

    [Test]
    public void Marks_without_end_are_no_single_character() => Assert.That(DisplayText.WhyRefused("a" + new string('\u0301', DisplayText.MaxUnits)), Is.Not.Null);
}
