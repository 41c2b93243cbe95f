using System.Diagnostics.CodeAnalysis;

namespace AiIdentity.Domain.Surfaces;

/// <summary>The schemes that this registry knows, in the order in which they were registered.</summary>
public sealed class SurfaceSchemes
{
    private readonly Dictionary<string, ISurfaceScheme> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, SurfaceMethod> _methods = new(StringComparer.Ordinal);

    /// <exception cref="InvalidOperationException">Two schemes share a name, or two methods an id.</exception>
    public SurfaceSchemes(IEnumerable<ISurfaceScheme> schemes)
    {
        All = [.. schemes];
        HowToWrite = $"That is no surface address. Write {string.Join("; or ", All.Select(scheme => scheme.Grammar))}.";
        foreach (var scheme in All)
        {
            if (!_byName.TryAdd(scheme.Name, scheme)) throw new InvalidOperationException($"Two schemes are called {scheme.Name}.");
            foreach (var method in scheme.Methods)
            {
                if (!_methods.TryAdd(method.Id, method)) throw new InvalidOperationException($"Two methods have the id {method.Id}.");
            }
        }
    }

    public IReadOnlyList<ISurfaceScheme> All { get; }

    public IReadOnlyCollection<SurfaceMethod> Methods => _methods.Values;

    /// <summary>What to do about a text that is no address: how each scheme's addresses are written.</summary>
    public string HowToWrite { get; }

    /// <summary>Accepts canonical text, and what its scheme takes for the same; nothing is repaired.</summary>
    public bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out SurfaceAddress? address)
    {
        address = null;
        if (text is null or { Length: > SurfaceAddress.MaxLength }) return false;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || !_byName.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text.AsSpan(0, colon), out var scheme)) return false;
        return (address = scheme.Parse(text)) is not null;
    }

    /// <summary>Reads back what <see cref="SurfaceAddress.Canonical"/> gave.</summary>
    public SurfaceAddress Parse(string canonical) =>
        TryParse(canonical, out var address) ? address : throw new FormatException("Not a surface address.");

    /// <exception cref="InvalidOperationException">No registered scheme has that method: it was taken out while addresses proved by it are kept.</exception>
    public SurfaceMethod Method(string id) =>
        _methods.TryGetValue(id, out var method) ? method : throw new InvalidOperationException($"No registered scheme has the method {id}.");
}
