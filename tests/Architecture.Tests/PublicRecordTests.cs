using System.Text.RegularExpressions;
using AiIdentity.Application.Registry;
using AiIdentity.Architecture.Tests.Wrong;
using AiIdentity.Infrastructure.Persistence;
using AiIdentity.Infrastructure.Registry;
using ArchUnitNET.Domain;
using Microsoft.EntityFrameworkCore.Metadata;

namespace AiIdentity.Architecture.Tests;

/// <summary>Whatever a public record is gathered from, a change of it has the record written anew.</summary>
public class PublicRecordTests
{
    private static readonly IReadOnlyList<IEntityType> Entities = ReadModel();

    private static List<IEntityType> ReadModel()
    {
        using var db = new SqliteDesignTime().CreateDbContext([]);
        return [.. db.Model.GetEntityTypes()];
    }

    private static IEnumerable<IEntityType> ReadBy(IEnumerable<IType> types)
    {
        HashSet<string> used = [.. types.SelectMany(type => type.Uses()).Select(type => type.FullName)];
        return Entities.Where(entity => used.Contains(entity.ClrType.FullName!));
    }

    private static IEnumerable<string> Unseen(IEnumerable<IEntityType> entities) =>
        entities.Where(entity => !PublicRecordProjector.Sees(entity)).Select(entity => entity.ClrType.Name);

    // With its lambdas and state machines.
    private static IEnumerable<IType> Reader() =>
        House.TypesOf(House.Application).Where(type => type.FullName.StartsWith(typeof(StoredRecordBuilder).FullName!, StringComparison.Ordinal));

    [Test]
    public void A_change_of_what_records_are_gathered_from_is_seen() => Assert.That(Unseen(ReadBy(Reader())), Is.Empty);

    // Whoever changes rows without loading them passes the projector. A sealed address that is sealed anew is the same address.
    [Test]
    public void What_records_are_gathered_from_is_changed_by_its_aggregates_alone()
    {
        var past = new Regex(@"\.(Accounts|Identities|Surfaces|Passports)\b[^;]*\.Execute(Update|Delete)", RegexOptions.Singleline);
        var files = Directory.EnumerateFiles(Path.Combine(RepositoryTests.Root.FullName, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => past.IsMatch(File.ReadAllText(file))).Select(Path.GetFileName);
        Assert.That(files, Is.EquivalentTo(new[] { "NewProtectionKey.cs" }));
    }

    [Test]
    public void The_rule_of_public_records_can_fail()
    {
        Assert.That(ReadBy(Reader()).Select(entity => entity.ClrType.Name), Is.SupersetOf(new[] { "Account", "Identity", "Surface", "Binding", "Passport" }));
        Assert.That(Unseen(ReadBy([House.Wrong<ReadsSessions>()])), Is.EqualTo(new[] { "Session" }));
    }
}
