using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.WhatsApp;
using BenchmarkDotNet.Attributes;

namespace AiIdentity.Micro;

/// <summary>What is read of every request, or of every look at a profile.</summary>
[MemoryDiagnoser]
public class Texts
{
    private static readonly SurfaceSchemes Schemes = new([new WhatsAppScheme()]);
    private const string About = "Acme Support, Monday to Friday. AII-VERIFY-k7m2p-9xw4q Questions? acme.example";

    [Benchmark]
    public bool ParsePhone() => Schemes.TryParse("wa:+447700900123", out _);

    [Benchmark]
    public bool ParseHandle() => Schemes.TryParse("WA:@AcmeSupport", out _);

    [Benchmark]
    public bool RefuseSurface() => Schemes.TryParse("wa: 447700900123", out _);

    [Benchmark]
    public string FoldPhone() => Schemes.TryParse("wa:+5511987654321", out var address) ? address.Folded : "";

    [Benchmark]
    public TokenPlace FindInAbout() => AboutText.Find("AII-VERIFY-k7m2p-9xw4q", About, null);

    [Benchmark]
    public TokenPlace FindNowhere() => AboutText.Find("AII-VERIFY-22222-22222", About, "Nothing of the kind stands here either.");
}
