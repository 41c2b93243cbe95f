using AiIdentity.Client;
using AiIdentity.Dashboard.Calls;

namespace AiIdentity.Dashboard.Pages.Identities;

/// <summary>How a surface is proved, in a person's words.</summary>
/// <param name="Kind">What kind of address it is.</param>
/// <param name="Verify">What proving it is called.</param>
/// <param name="Icon">As the icons of the component library are written.</param>
internal sealed record MethodWords(string Kind, string Verify, string Icon);

/// <summary>The kinds of address that this registry knows, asked for once; this program itself knows none.</summary>
internal sealed class Methods(ApiCalls api)
{
    private const string AnySign = "M9 15l6-6M10 6l2-2a4 4 0 0 1 6 6l-2 2M14 18l-2 2a4 4 0 0 1-6-6l2-2";
    private readonly Dictionary<string, MethodWords> _words = new(StringComparer.Ordinal);
    private IReadOnlyList<SchemeView> _schemes = [];

    public IReadOnlyList<SchemeView> Schemes => _schemes;

    /// <summary>What operators may hand over for a look by one of these methods.</summary>
    public IEnumerable<GrantView> GrantsOf(IEnumerable<string> methods) =>
        _schemes.SelectMany(scheme => scheme.Methods).Where(method => methods.Contains(method.Method, StringComparer.Ordinal)).Select(method => method.Grant).OfType<GrantView>()
            .DistinctBy(grant => string.Join(' ', grant.Members.Select(member => member.Name)));

    /// <summary>Asks once; what can't be had is made up for by the codes of the methods.</summary>
    public async Task LoadAsync()
    {
        if (_schemes.Count > 0 || (await api.AskAsync(registry => registry.ListSchemesAsync())).Value is not { } page) return;
        _schemes = [.. page.Items];
        foreach (var method in _schemes.SelectMany(scheme => scheme.Methods)) _words[method.Method] = Words(method.Label, method.Sign);
    }

    public MethodWords Of(string method) => _words.GetValueOrDefault(method) ?? Words(method.Replace('_', ' '), AnySign);

    private static MethodWords Words(string label, string sign) =>
        new(label, $"Verify {label}", $"<path fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\" stroke-linecap=\"round\" stroke-linejoin=\"round\" d=\"{System.Net.WebUtility.HtmlEncode(sign)}\"/>");
}
