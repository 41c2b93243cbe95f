using System.Reflection;
using System.Runtime.CompilerServices;
using AiIdentity.Architecture.Tests.Wrong;
using AiIdentity.Domain.Shared;

namespace AiIdentity.Architecture.Tests;

public class DomainTypeTests
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Type[] Types = [.. House.Domain.GetTypes().Where(House.IsWritten)];

    private static IEnumerable<string> OpenSetters(IEnumerable<Type> types) =>
        from type in types
        from property in type.GetProperties(Instance)
        where property.SetMethod is { IsPrivate: false } setter
            && !setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit))
        select $"{type.Name}.{property.Name}";

    private static IEnumerable<string> OpenFields(IEnumerable<Type> types) =>
        from type in types
        where !type.IsEnum
        from field in type.GetFields(Instance | BindingFlags.Static)
        where !field.IsPrivate && !field.IsInitOnly && !field.IsLiteral
        select $"{type.Name}.{field.Name}";

    private static IEnumerable<string> MutableRecords(IEnumerable<Type> types) =>
        from type in types.Where(House.IsRecord)
        from field in type.GetFields(Instance)
        where !field.IsInitOnly
        select $"{type.Name}.{field.Name}";

    private static IEnumerable<string> OpenAggregates(IEnumerable<Type> types) =>
        from type in types.Where(type => type.IsSubclassOf(typeof(Aggregate)))
        where !type.IsSealed || type.GetConstructors(Instance).Any(made => !made.IsPrivate)
        select type.Name;

    private static IEnumerable<string> LooseIds(IEnumerable<Type> types) =>
        from type in types
        where type is not ({ IsInterface: true } or { IsAbstract: true, IsSealed: true }) && type.Name.EndsWith("Id", StringComparison.Ordinal)
        where !type.IsValueType || !House.IsRecord(type) || type.GetInterfaces().All(one => one.Name != "IId`1")
        select type.Name;

    [Test]
    public void Nothing_is_set_from_outside() =>
        Assert.That(OpenSetters(Types).Concat(OpenFields(Types)), Is.Empty);

    [Test]
    public void Records_and_events_never_change() => Assert.That(MutableRecords(Types), Is.Empty);

    [Test]
    public void Aggregates_are_sealed_and_made_by_their_own_verbs() => Assert.That(OpenAggregates(Types), Is.Empty);

    [Test]
    public void Ids_are_values_of_their_own_kind() => Assert.That(LooseIds(Types), Is.Empty);

    [Test]
    public void The_rules_of_Domain_types_can_fail()
    {
        Assert.That(OpenSetters([typeof(OpenAggregate)]), Is.EqualTo(new[] { "OpenAggregate.Status" }));
        Assert.That(OpenFields([typeof(OpenAggregate)]), Is.EqualTo(new[] { "OpenAggregate.Count" }));
        Assert.That(OpenAggregates([typeof(OpenAggregate)]), Is.Not.Empty);
        Assert.That(MutableRecords([typeof(MutableEvent)]), Is.Not.Empty);
        Assert.That(LooseIds([typeof(LooseId)]), Is.Not.Empty);
    }

    [Test]
    public void The_rules_of_Domain_types_have_types_to_judge()
    {
        Assert.That(Types.Count(House.IsRecord), Is.GreaterThan(10));
        Assert.That(Types.Count(type => type.Name.EndsWith("Id", StringComparison.Ordinal)), Is.GreaterThan(5));
    }
}
