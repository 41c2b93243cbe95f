using AiIdentity.WhatsAppSandbox.Numbers;

namespace AiIdentity.WhatsAppSandbox.Tests;

internal sealed class DisplayNumberTests
{
    [TestCase("+447700900123", "+44 7700 900123")]
    [TestCase("+16315555555", "+1 631-555-5555")]
    [TestCase("+1234567", "+1 234567")]
    [TestCase("+5511912345678", "+55 11 91234-5678")]
    [TestCase("+551132345678", "+55 11 3234-5678")]
    [TestCase("+525512345678", "+52 5512 345678")]
    [TestCase("+5491123456789", "+54 9112 3456789")]
    [TestCase("+79123456789", "+7 9123 456789")]
    [TestCase("+353851234567", "+353 8512 34567")]
    [TestCase("+2901234", "+290 1234")]
    public void Numbers_are_grouped_for_the_eye(string phone, string displayed) =>
        Assert.That(DisplayNumber.Of(phone), Is.EqualTo(displayed));

    [TestCase("+44 7700 900123", "+44 7700 900124")]
    [TestCase("+1 (555) 193-5759", "+1 (555) 193-5750")]
    [TestCase("none", "none1")]
    public void Another_number_looks_alike(string displayed, string other) =>
        Assert.That(DisplayNumber.Another(displayed), Is.EqualTo(other));
}
