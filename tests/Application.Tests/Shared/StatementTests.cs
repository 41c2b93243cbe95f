using AiIdentity.Application.Events;
using AiIdentity.Application.Identities;
using AiIdentity.Application.Passports;
using AiIdentity.Application.Registry;
using AiIdentity.Application.Shared;
using AiIdentity.Application.Surfaces;
using AiIdentity.Domain.Identities;

namespace AiIdentity.Application.Tests.Shared;

/// <summary>How many statements a use case sends: as many for a full account as for an empty one.</summary>
internal sealed class StatementTests : RegistryFixture
{
    private static int _names;

    private static readonly (string Name, int AtMost, Func<StatementTests, IdentityView, Task> Do)[] UseCases =
    [
        ("ListIdentities", 3, (t, _) => t.Send(new ListIdentities(new PageRequest(null, null)))),
        ("GetIdentity", 3, (t, identity) => t.Send(new GetIdentity(IdentityOf(identity)))),
        ("ListPassports", 2, (t, identity) => t.Send(new ListPassports(IdentityOf(identity), new PageRequest(null, null)))),
        ("ListEvents", 1, (t, _) => t.Send(new ListEvents(new PageRequest(null, null)))),
        ("ListRevocations", 2, (t, _) => t.Send(new ListRevocations(null, null, null))),
        // Past EF, by one prepared statement each.
        ("WhoisBySurface", 0, (t, _) => t.WhoisAsync("wa:+447700900100")),
        ("WhoisByIdentity", 0, (t, identity) => t.WhoisAsync(IdentityOf(identity))),
        ("VerifyPassport", 0, (t, identity) => t.Send(new VerifyPassport(null, null, identity.Id))),
        ("IssuePassport", 20, (t, identity) => t.Send(new IssuePassport(IdentityOf(identity), null))),
        ("ChangeIdentity", 12, (t, identity) => t.Send(new ChangeIdentity(IdentityOf(identity), $"Name {++_names}", null, null, null))),
    ];

    [Test]
    public async Task The_number_of_statements_does_not_grow_with_what_there_is()
    {
        await SignInAsync();
        var identity = await CreateAsync("wa:+447700900100");
        await ProveAsync(identity, 0, "447700900100");
        await Send(new IssuePassport(IdentityOf(identity), null));
        var few = await CountAsync(identity);

        for (var more = 1; more <= 4; more++)
        {
            identity = await AddSurfaceAsync(identity, $"44770090010{more}");
            await Send(new IssuePassport(IdentityOf(identity), 10 + more));
        }

        var many = await CountAsync(identity);
        Assert.Multiple(() =>
        {
            foreach (var (name, atMost, _) in UseCases)
            {
                Assert.That(many[name].Selects, Is.EqualTo(few[name].Selects), $"{name} reads as often");
                Assert.That(few[name].All, Is.LessThanOrEqualTo(atMost), name);
            }
        });
    }

    private async Task<IdentityView> AddSurfaceAsync(IdentityView identity, string number)
    {
        await Send(new ClaimSurface(IdentityOf(identity), $"wa:+{number}", null));
        identity = await Send(new GetIdentity(IdentityOf(identity)));
        await ProveAsync(identity, identity.Surfaces.Count - 1, number);
        return identity;
    }

    private async Task<Dictionary<string, (int Selects, int All)>> CountAsync(IdentityView identity)
    {
        // The first run of each may have to make what is made once.
        foreach (var (_, _, act) in UseCases) await act(this, identity);
        var counted = new Dictionary<string, (int, int)>(StringComparer.Ordinal);
        foreach (var (name, _, act) in UseCases)
        {
            using var statements = new Statements();
            await act(this, identity);
            counted[name] = (statements.Texts.Count(t => t.StartsWith("SELECT", StringComparison.Ordinal)), statements.Texts.Count);
        }

        return counted;
    }
}
