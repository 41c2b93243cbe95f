using AiIdentity.Architecture.Tests.Wrong;
using AiIdentity.Domain.Shared;
using ArchUnitNET.Domain;

namespace AiIdentity.Architecture.Tests;

/// <summary>A module is a folder of Domain; it knows another by its ids alone.</summary>
public class ModuleTests
{
    private const string Shared = "Shared";

    // A challenge is judged in the words of surfaces (addresses, methods, outcomes), though never on a surface itself; and a scheme is
    // written in the words of both. Neither of them knows a scheme.
    private static readonly (string Module, string Sees)[] Neighbours = [("Verification", "Surfaces"), ("WhatsApp", "Surfaces"), ("WhatsApp", "Verification")];

    private static readonly HashSet<string> Aggregates =
        [.. House.Domain.GetTypes().Where(type => type.IsSubclassOf(typeof(Aggregate))).Select(type => type.FullName!)];

    private static string? ModuleOf(IType type) =>
        type.Namespace?.FullName.Split('.') is ["AiIdentity", "Domain", var module, ..] ? module
        : type.Namespace?.FullName.Split('.') is ["AiIdentity", "Architecture", "Tests", var wrong] ? wrong
        : null;

    private static bool IsId(IType type) => type.Interfaces().Any(name => name.StartsWith("AiIdentity.Domain.Shared.IId`1", StringComparison.Ordinal));

    private static bool UsesAnotherAggregate(IType type, IType used) => Aggregates.Contains(used.FullName) && ModuleOf(used) != ModuleOf(type);

    private static bool UsesMoreThanIds(IType type, IType used) =>
        ModuleOf(used) is { } seen && ModuleOf(type) is { } own && seen != own && seen != Shared
        && !IsId(used) && !Neighbours.Contains((own, seen));

    [Test]
    public void An_aggregate_is_used_in_its_own_module_only() =>
        Assert.That(House.TypesOf(House.Domain).Breaches(UsesAnotherAggregate), Is.Empty);

    [Test]
    public void A_module_knows_another_by_its_ids() =>
        Assert.That(House.TypesOf(House.Domain).Breaches(UsesMoreThanIds), Is.Empty);

    [Test]
    public void Every_type_of_Domain_lives_in_a_module_of_the_house()
    {
        string[] modules = ["Accounts", "Identities", "Passports", "Shared", "Surfaces", "Verification", "WhatsApp"];
        Assert.That(House.Domain.GetTypes().Where(House.IsWritten).Select(type => type.Namespace).Distinct(),
            Is.EquivalentTo(modules.Select(module => $"AiIdentity.Domain.{module}")));
    }

    [Test]
    public void The_rules_of_modules_can_fail()
    {
        IType[] wrong = [House.Wrong<KnowsASurface>()];
        Assert.That(Aggregates, Has.Count.GreaterThanOrEqualTo(4));
        Assert.That(wrong.Breaches(UsesAnotherAggregate), Has.Some.EndsWith("Surfaces.Surface"));
        Assert.That(wrong.Breaches(UsesMoreThanIds), Has.Some.EndsWith("Surfaces.SurfaceStatus").And.None.EndsWith("SurfaceId"));
    }
}
