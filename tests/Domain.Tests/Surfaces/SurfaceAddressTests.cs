using System.Globalization;
using AiIdentity.Domain.Surfaces;

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

    // text, canonical, folded
    private static readonly string[][] Accepted =
    [
        ["wa:+447700900123", "wa:+447700900123", "wa:+447700900123"],
        ["WA:+447700900123", "wa:+447700900123", "wa:+447700900123"],
        ["Wa:+1234567", "wa:+1234567", "wa:+1234567"],
        ["wa:+123456789012345", "wa:+123456789012345", "wa:+123456789012345"],
        ["wa:+15551234567", "wa:+15551234567", "wa:+15551234567"],
        // Brazil's mobiles, with and without the ninth digit, are one subscriber.
        ["wa:+5511987654321", "wa:+5511987654321", "wa:+551187654321"],
        ["wa:+551187654321", "wa:+551187654321", "wa:+551187654321"],
        ["wa:+5511967654321", "wa:+5511967654321", "wa:+551167654321"],
        // Not a mobile: the local part starts with 5.
        ["wa:+5511957654321", "wa:+5511957654321", "wa:+5511957654321"],
        ["wa:+551157654321", "wa:+551157654321", "wa:+551157654321"],
        // Mexico's old 1.
        ["wa:+5215512345678", "wa:+5215512345678", "wa:+525512345678"],
        ["wa:+525512345678", "wa:+525512345678", "wa:+525512345678"],
        ["wa:+521551234567", "wa:+521551234567", "wa:+521551234567"],
        // Argentina's two forms are different subscribers.
        ["wa:+5491123456789", "wa:+5491123456789", "wa:+5491123456789"],
        ["wa:+541123456789", "wa:+541123456789", "wa:+541123456789"],
        ["wa:@acmesupport", "wa:@acmesupport", "wa:@acmesupport"],
        ["WA:@AcmeSupport", "wa:@acmesupport", "wa:@acmesupport"],
        ["wa:@IIII", "wa:@iiii", "wa:@iiii"],
        ["wa:@abc", "wa:@abc", "wa:@abc"],
        ["wa:@12c", "wa:@12c", "wa:@12c"],
        ["wa:@a.b_c", "wa:@a.b_c", "wa:@a.b_c"],
        ["wa:@_ab", "wa:@_ab", "wa:@_ab"],
        ["wa:@ab_", "wa:@ab_", "wa:@ab_"],
        ["wa:@ww.agent", "wa:@ww.agent", "wa:@ww.agent"],
        ["wa:@acmecom", "wa:@acmecom", "wa:@acmecom"],
        ["wa:@acme.co", "wa:@acme.co", "wa:@acme.co"],
        ["wa:@a2222222222222222222222222222222222", "wa:@a2222222222222222222222222222222222", "wa:@a2222222222222222222222222222222222"],
    ];

    private static readonly string?[] Refused =
    [
        null, "", "wa", "wa:", "wa:+", "wa:@", "447700900123", "+447700900123", "tel:+447700900123", "whatsapp:+447700900123", " wa:+447700900123",
        "wa:447700900123", "wa: 447700900123", "wa:+ 447700900123", "wa:+44 7700 900123", "wa:+44-7700-900123", "wa:+(44)7700900123", "wa:+44(0)7700900123",
        "wa:+0447700900123", "wa:00447700900123", "wa:++447700900123", "wa:+447700900123x12", "wa:+447700900123;ext=1", "wa:+447700900123,1",
        "wa:+447700900123\n", "wa:+447700900123\r", "wa:+447700900123 ", "wa:+447700900123\u200B", "wa:+44\u00AD7700900123", "wa:\u200E+447700900123",
        "wa:\uFF0B447700900123", "wa:+\uFF14\uFF14\uFF17\uFF17\uFF10\uFF10\uFF19\uFF10\uFF10\uFF11\uFF12\uFF13", "wa:+\u0664\u06647700900123", "wa:+44770090012\u0969",
        "wa:+123456", "wa:+1234567890123456", "wa:+44770O900123", "wa:+", "w\u0430:+447700900123", "wa\uFF1A+447700900123",
        "wa:@ab", "wa:@a23456789012345678901234567890123456", "wa:@123", "wa:@...", "wa:@.acme", "wa:@acme.", "wa:@ac..me", "wa:@www.acme", "wa:@wwwacme", "wa:@WWWacme",
        "wa:@acme.com", "wa:@acme.ORG", "wa:@acme.net", "wa:@acme.int", "wa:@acme.edu", "wa:@acme.gov", "wa:@acme.mil", "wa:@acme.us", "wa:@acme.in", "wa:@acme.html", "wa:@acme.io", "wa:@acme.ai",
        "wa:@acme-support", "wa:@acme support", "wa:@acme\n", "wa:@acme\u200B", "wa:@ac\u00ADme", "wa:@\u212Aelvin", "wa:@acm\u00E9", "wa:@\u0130stanbul", "wa:@\u0131stanbul", "wa:@acm\uFF45", "wa:@@acme", "wa:@acme@", "wa:acmesupport", "wa:/@acme",
        "wa:@" + "аcme",
    ];

    [TestCaseSource(nameof(Accepted))]
    public void Accepted_text_has_one_canonical_and_one_folded_form(string text, string canonical, string folded)
    {
        Assert.That(SurfaceAddress.TryParse(text, out var address), Is.True);
        Assert.Multiple(() =>
        {
            Assert.That(address!.Canonical, Is.EqualTo(canonical));
            Assert.That(address.Folded, Is.EqualTo(folded));
            Assert.That(SurfaceAddress.Parse(canonical), Is.EqualTo(address));
            Assert.That(address.ToString(), Does.Not.Contain(canonical[4..]), "An address is not written by accident.");
            Assert.That(address.Method, Is.EqualTo(canonical[3] == '+' ? SurfaceMethod.WhatsappPhone : SurfaceMethod.WhatsappUsername));
        });
    }

    [TestCaseSource(nameof(Refused))]
    public void Refused_text_is_never_repaired(string? text) => Assert.That(SurfaceAddress.TryParse(text, out _), Is.False);

    [Test]
    public void The_table_is_long_enough() => Assert.That(Accepted.Length + Refused.Length, Is.GreaterThanOrEqualTo(100));

    [Test]
    public void Parsing_what_is_no_address_is_misuse() => Assert.That(() => SurfaceAddress.Parse("nonsense"), Throws.InstanceOf<FormatException>());

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

    private static WaPhone Phone(string number) => (WaPhone)SurfaceAddress.Parse("wa:" + number);
}
