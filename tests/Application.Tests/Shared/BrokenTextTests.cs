using System.Text;
using System.Text.Json;
using AiIdentity.Application.Shared;

namespace AiIdentity.Application.Tests.Shared;

internal sealed class BrokenTextTests
{
    [TestCase("{\"a\":\"x\\ud83d\"}", "x\uFFFD")]
    [TestCase("{\"a\":\"\\udc00x\"}", "\uFFFDx")]
    [TestCase("{\"a\":\"\\uD83D\\uD83D\\uDE00\"}", "\uFFFD\U0001F600")]
    [TestCase("{\"a\":\"\\uDE00\\uD83D\"}", "\uFFFD\uFFFD")]
    [TestCase("{\"a\":\"\\ud83d\\\\ude00\"}", "\uFFFD\\ude00")]
    [TestCase("{\"a\":\"\\\\ud83d\"}", "\\ud83d")]
    [TestCase("{\"a\":\"\\\\\\ud83d\"}", "\\\uFFFD")]
    [TestCase("{\"a\":\"\\ud83d\\n\"}", "\uFFFD\n")]
    [TestCase("{\"a\":\"\\ud83d\\ude00\\u0041\"}", "\U0001F600A")]
    public void Halves_of_characters_are_replaced_and_nothing_else(string json, string text) =>
        Assert.That(Read(BrokenText.Mend(Encoding.UTF8.GetBytes(json))), Is.EqualTo(text));

    [Test]
    public void Bytes_that_are_no_UTF_8_are_replaced() =>
        Assert.That(Read(BrokenText.Mend((byte[])[.. "{\"a\":\"x"u8, 0xED, 0xA0, 0xBD, .. "\"}"u8])), Does.StartWith("x\uFFFD"));

    [TestCase("{\"a\":\"plain\"}")]
    [TestCase("{\"a\":\"\\ud83d\\ude00\"}")]
    [TestCase("{\"a\":\"\\u12\"}")]
    [TestCase("\\")]
    [TestCase("\\u")]
    [TestCase("")]
    public void What_is_whole_is_handed_on_as_it_is(string json)
    {
        ReadOnlyMemory<byte> bytes = Encoding.UTF8.GetBytes(json);
        Assert.That(BrokenText.Mend(bytes).Equals(bytes), Is.True);
    }

    private static string Read(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty("a").GetString()!;
    }
}
