namespace AiIdentity.Dashboard.Session;

/// <summary>Where somebody goes on after signing in: a page of the dashboard and nothing else, whatever a link asks for.</summary>
public static class ReturnPath
{
    public const string Home = "/dashboard";

    /// <param name="asked">From the query of a link, so from anybody.</param>
    public static string Of(string? asked) =>
        asked is not null
        && (asked == Home || asked.StartsWith(Home + "/", StringComparison.Ordinal) || asked.StartsWith(Home + "?", StringComparison.Ordinal))
        && !asked.Contains('\\', StringComparison.Ordinal) && !asked.Any(char.IsControl)
            ? asked
            : Home;

    /// <summary>The sign-in page that leads back to a page of the dashboard.</summary>
    public static string ToLogin(string path, bool expired)
    {
        var back = Of(path);
        var query = (back == Home ? "" : $"return={Uri.EscapeDataString(back)}&") + (expired ? "expired=true&" : "");
        return query.Length == 0 ? "/login" : "/login?" + query[..^1];
    }
}
