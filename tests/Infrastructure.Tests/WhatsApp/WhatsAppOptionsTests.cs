using AiIdentity.Infrastructure.WhatsApp;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AiIdentity.Infrastructure.Tests.WhatsApp;

[Parallelizable]
public class WhatsAppOptionsTests
{
    private static WhatsAppOptions Options(params (string Key, string? Value)[] settings) => Services(settings).GetRequiredService<IOptions<WhatsAppOptions>>().Value;

    private static ServiceProvider Services(params (string Key, string? Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddWhatsApp(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create("WhatsApp:" + setting.Key, setting.Value))).Build());
        return services.BuildServiceProvider();
    }

    [Test]
    public void Unset_is_Metas_Graph_with_no_grant_and_no_directory()
    {
        var options = Options();
        Assert.That((options.GraphBaseUrl, options.GraphVersion, options.AccessToken, options.DirectoryBaseUrl), Is.EqualTo(((string?)null, "v25.0", (string?)null, (string?)null)));
        Assert.That(options.WabaIds, Is.Empty);
        var target = Services().GetRequiredService<WhatsAppTarget>();
        Assert.That((target.Graph.AbsoluteUri, target.OwnGrant, target.HasDirectory), Is.EqualTo(("https://graph.facebook.com/", (GraphGrant?)null, false)));
    }

    [TestCase("102290129340301", new[] { "102290129340301" })]
    [TestCase("102290129340301,102290129340302", new[] { "102290129340301", "102290129340302" })]
    [TestCase(" 102290129340301 , 102290129340302,\n", new[] { "102290129340301", "102290129340302" })]
    [TestCase("102290129340301,102290129340301", new[] { "102290129340301" })]
    [TestCase("", new string[0])]
    public void Accounts_may_stand_in_one_value(string value, string[] ids) => Assert.That(Options(("WabaIds", value)).WabaIds, Is.EqualTo(ids));

    [Test]
    public void Accounts_may_stand_in_a_list() =>
        Assert.That(Options(("WabaIds:0", "102290129340301"), ("WabaIds:1", " 102290129340302\n")).WabaIds, Is.EqualTo(new[] { "102290129340301", "102290129340302" }));

    [Test]
    public void Blank_is_unset_and_line_breaks_at_the_end_are_dropped()
    {
        var options = Options(("GraphBaseUrl", ""), ("DirectoryBaseUrl", " "), ("GraphVersion", ""), ("AccessToken", "EAAtoken\n"), ("AppSecret", "s\r\n"), ("VerifyToken", ""));
        Assert.That((options.GraphBaseUrl, options.DirectoryBaseUrl, options.GraphVersion, options.AccessToken, options.AppSecret, options.VerifyToken),
            Is.EqualTo(((string?)null, (string?)null, "v25.0", "EAAtoken", "s", (string?)null)));
    }

    [TestCase("GraphBaseUrl", "graph.facebook.com"), TestCase("GraphBaseUrl", "/graph"), TestCase("GraphBaseUrl", "ftp://graph.facebook.com"), TestCase("GraphBaseUrl", "file:///etc")]
    [TestCase("GraphBaseUrl", "https://me:secret@graph.facebook.com"), TestCase("GraphBaseUrl", "https://graph.facebook.com/?access_token=x"), TestCase("GraphBaseUrl", "https://graph.facebook.com/#x")]
    [TestCase("DirectoryBaseUrl", "directory"), TestCase("DirectoryBaseUrl", "mailto:a@b.example")]
    [TestCase("GraphVersion", "26.0"), TestCase("GraphVersion", "v25.0/../x"), TestCase("GraphVersion", "latest")]
    [TestCase("WabaIds", "acme"), TestCase("WabaIds", "1234"), TestCase("WabaIds", "102290129340301;102290129340302"), TestCase("WabaIds:0", "１２３４５６")]
    [TestCase("AccessToken", "two words"), TestCase("AccessToken", "tökèn")]
    public void What_cannot_work_stops_the_start_without_repeating_the_value(string key, string value)
    {
        var refusal = Assert.Throws<OptionsValidationException>(() => Services((key, value)).GetRequiredService<IStartupValidator>().Validate());
        Assert.That(refusal.Message, Does.Contain($"WhatsApp:{key.Split(':')[0]} must be"));
        Assert.That(refusal.Message, Does.Not.Contain(value));
    }

    [TestCase("http://localhost:5090/sandbox/graph", true), TestCase("http://127.0.0.1:5090", true), TestCase("http://[::1]:5090/", true)]
    [TestCase("https://graph.facebook.com", false), TestCase("http://10.0.0.7", false)]
    public void No_proxy_stands_between_the_registry_and_its_own_machine(string url, bool here)
    {
        var target = Services(("GraphBaseUrl", url), ("DirectoryBaseUrl", url)).GetRequiredService<WhatsAppTarget>();
        Assert.That((target.IsGraphHere, target.IsDirectoryHere), Is.EqualTo((here, here)));
    }
}
