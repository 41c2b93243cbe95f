using System.Globalization;
using System.Text.Json;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Tests.WhatsApp;
using AiIdentity.Domain.WhatsApp;

namespace AiIdentity.Domain.Tests.Surfaces;

[TestFixture("")]
[TestFixture("tr-TR")]
internal sealed class SurfaceAddressTests(string culture)
{
    private CultureInfo _before = CultureInfo.CurrentCulture;

    [SetUp]
    public void Enter()
    {
        _before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
    }

    [TearDown]
    public void Leave() => CultureInfo.CurrentCulture = _before;

    private static readonly JsonElement Table = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root(), "docs", "vectors", "addresses.json"))).RootElement;

    private static IEnumerable<string[]> Accepted() =>
        Table.GetProperty("accepted").EnumerateArray().Select(row => new[] { "text", "canonical", "folded" }.Select(name => row.GetProperty(name).GetString()!).ToArray());

    private static IEnumerable<string?> Refused() => Table.GetProperty("refused").EnumerateArray().Select(text => text.GetString()).Append(null);

    private static string Root()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "AiIdentity.sln"))) at = at.Parent!;
        return at.FullName;
    }

    [TestCaseSource(nameof(Accepted))]
    public void Accepted_text_has_one_canonical_and_one_folded_form(string text, string canonical, string folded)
    {
        Assert.That(Wa.Schemes.TryParse(text, out var address), Is.True);
        Assert.Multiple(() =>
        {
            Assert.That(address!.Canonical, Is.EqualTo(canonical));
            Assert.That(address.Folded, Is.EqualTo(folded));
            Assert.That(Wa.Parse(canonical), Is.EqualTo(address));
            Assert.That(address.ToString(), Does.Not.Contain(canonical[4..]), "An address is not written by accident.");
            Assert.That(address.Methods, Is.EqualTo(new[] { canonical[3] == '+' ? WhatsAppScheme.Phone : WhatsAppScheme.Username }));
        });
    }

    [TestCaseSource(nameof(Refused))]
    public void Refused_text_is_never_repaired(string? text) => Assert.That(Wa.Schemes.TryParse(text, out _), Is.False);

    [Test]
    public void The_table_is_long_enough() => Assert.That(Accepted().Count() + Refused().Count(), Is.GreaterThanOrEqualTo(100));

    [Test]
    public void Parsing_what_is_no_address_is_misuse() => Assert.That(() => Wa.Parse("nonsense"), Throws.InstanceOf<FormatException>());

    [TestCase("+1 631-555-5555", "16315555555")]
    [TestCase("+1 (555) 193-5752", "15551935752")]
    [TestCase("15556447198", "15556447198")]
    [TestCase("+44\u00A07700.900123", "447700900123")]
    public void Metas_display_numbers_are_read(string display, string digits) => Assert.That(WaPhone.FromDisplay(display)?.Digits, Is.EqualTo(digits));

    [TestCase(null)]
    [TestCase("")]
    [TestCase("+44 7700 9OO123")]
    [TestCase("0044 7700 900123")]
    [TestCase("12345")]
    [TestCase("+44 7700 900123 ext 4")]
    [TestCase("+\uFF14\uFF14 7700 900123")]
    [TestCase("+44\u20117700\u2011900123")]
    public void Display_numbers_that_are_anything_else_fail_closed(string? display) => Assert.That(WaPhone.FromDisplay(display), Is.Null);

    [Test]
    public void Argentinas_forms_are_told_apart_and_recognised()
    {
        var (with9, without, other) = (Phone("+5491123456789"), Phone("+541123456789"), Phone("+541123456780"));
        Assert.Multiple(() =>
        {
            Assert.That(with9.DiffersByArgentinas9From(without) && without.DiffersByArgentinas9From(with9), Is.True);
            Assert.That(with9.DiffersByArgentinas9From(other) || with9.DiffersByArgentinas9From(with9), Is.False);
        });
    }

    [TestCase("+15551234567", true)]
    [TestCase("+16315555555", false)]
    [TestCase("+155512345678", false)]
    public void Area_code_555_is_Metas_test_area(string number, bool test) => Assert.That(Phone(number).IsTestArea, Is.EqualTo(test));

    private static WaPhone Phone(string number) => (WaPhone)Wa.Parse("wa:" + number);
}
