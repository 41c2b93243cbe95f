using System.Text.RegularExpressions;

namespace AiIdentity.Architecture.Tests;

public partial class NameTests
{
    [GeneratedRegex(@"(Common|Helpers?|Manager|Utils?|Utility|Utilities|Misc)(?![a-z])")]
    private static partial Regex Emptiness { get; }

    [Test]
    public void Names_say_what_a_thing_is() =>
        Assert.That(House.All.SelectMany(assembly => assembly.GetTypes()).Where(House.IsWritten)
            .Select(type => type.FullName!).Where(name => Emptiness.IsMatch(name)), Is.Empty);

    [TestCase("AiIdentity.Api.Common.Clock", true)]
    [TestCase("AiIdentity.Domain.Surfaces.SurfaceManager", true)]
    [TestCase("AiIdentity.Domain.Surfaces.PhoneHelpers", true)]
    [TestCase("AiIdentity.Domain.Surfaces.StringUtils", true)]
    [TestCase("AiIdentity.Domain.Surfaces.Surface", false)]
    [TestCase("AiIdentity.Domain.Surfaces.Commonwealth", false)]
    public void The_rule_of_names_can_fail(string name, bool empty) => Assert.That(Emptiness.IsMatch(name), Is.EqualTo(empty));
}
