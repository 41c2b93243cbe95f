using AiIdentity.Application.Behaviours;

namespace AiIdentity.Application.Verification;

/// <summary>What an operator hands over for one look: used, never stored, never logged.</summary>
/// <param name="Members">By the names of the method's <see cref="GrantForm"/>.</param>
public sealed record OperatorGrant(IReadOnlyDictionary<string, string> Members)
{
    public string this[string member] => Members[member];

    public override string ToString() => "(operator grant)";
}

/// <summary>What a method takes from an operator; all members or none.</summary>
public sealed record GrantForm(IReadOnlyList<GrantMember> Members)
{
    /// <summary>Whether somebody who sent these members meant this form.</summary>
    internal bool Takes(OperatorGrant grant) => grant.Members.Keys.All(name => Members.Any(member => member.Name == name));

    /// <exception cref="InvalidRequestException">A member is missing, or is not as it should be.</exception>
    internal void Require(OperatorGrant grant)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var member in Members)
        {
            if (!grant.Members.TryGetValue(member.Name, out var value))
                errors[member.Name] = [$"Comes together with {string.Join(" and ", Members.Where(m => m.Name != member.Name).Select(m => m.Name))}, or not at all."];
            else if (!member.IsFit(value))
                errors[member.Name] = [member.Refusal];
        }

        if (errors.Count > 0) throw new InvalidRequestException(errors);
    }
}

/// <param name="Name">snake_case, as in the request's <c>grant</c>.</param>
/// <param name="Label">For a person.</param>
/// <param name="Secret">Is shown to nobody, not even who types it.</param>
/// <param name="IsFit">Whether a value can be one.</param>
/// <param name="Refusal">What to say where it can't; repeats no value.</param>
public sealed record GrantMember(string Name, string Label, bool Secret, Func<string, bool> IsFit, string Refusal);
