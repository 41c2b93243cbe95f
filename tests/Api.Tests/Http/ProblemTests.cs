using System.Reflection;
using System.Text.RegularExpressions;
using AiIdentity.Api.Problems;
using AiIdentity.Domain.Shared;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AiIdentity.Api.Tests.Http;

internal sealed class ProblemTests : RegistryFixture
{
    /// <summary>What HTTP itself may refuse on any route; these stand in no route's declaration.</summary>
    private static readonly string[] Everywhere = ["route_unknown", "method_not_allowed", "request_malformed", "cross_site_refused", "internal_error", "unavailable", "storage_busy", "storage_full"];

    private static readonly DomainError[] Catalogue =
    [
        .. from assembly in new[] { typeof(DomainError).Assembly, typeof(Application.ApplicationServices).Assembly, typeof(Problem).Assembly }
           from type in assembly.GetTypes()
           from field in type.GetFields(BindingFlags.Static | BindingFlags.Public)
           where field.FieldType == typeof(DomainError)
           select (DomainError)field.GetValue(null)!,
    ];

    [Test]
    public void Codes_are_unique_and_sentences_end()
    {
        Assert.That(Catalogue.Select(e => e.Code), Is.Unique);
        Assert.That(Catalogue.Select(e => e.Code), Has.All.Match("^[a-z]+(_[a-z]+)*$"));
        Assert.That(Catalogue.Select(e => e.Message), Has.All.EndsWith("."));
    }

    [Test]
    public void The_documentation_has_an_entry_for_each_code_with_its_status_and_no_other()
    {
        var documented = Regex.Matches(File.ReadAllText(Path.Combine(Repository(), "docs", "problems.md")), "^## `([a-z_]+)`\n\n`([0-9]{3})` ", RegexOptions.Multiline)
            .Select(m => (m.Groups[1].Value, int.Parse(m.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.That(documented, Is.EquivalentTo(Catalogue.Select(e => (e.Code, ProblemWriter.StatusOf(e)))));
    }

    [Test]
    public void Each_code_is_declared_by_a_route_or_stands_for_http_itself()
    {
        var declared = Registry.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints)
            .SelectMany(e => e.Metadata.GetOrderedMetadata<RefusesMetadata>()).SelectMany(m => m.Errors).Select(e => e.Code).Distinct(StringComparer.Ordinal);
        Assert.That(declared.Concat(Everywhere), Is.EquivalentTo(Catalogue.Select(e => e.Code)));
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "AiIdentity.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
