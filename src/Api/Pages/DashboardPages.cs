using AiIdentity.Api.Http;

namespace AiIdentity.Api.Pages;

/// <summary>The dashboard: files that the browser runs, and one page for all its addresses.</summary>
internal static class DashboardPages
{
    private const string Page = "dashboard.html";

    // Beside this assembly, wherever the process was started from: the description is written by another one.
    private static readonly string Files = Path.ChangeExtension(typeof(DashboardPages).Assembly.Location, ".staticwebassets.endpoints.json");

    public static void MapDashboard(this WebApplication app)
    {
        app.MapStaticAssets(Files);
        foreach (var address in new[] { "/signup", "/login", "/dashboard/{**page}" }) app.MapFallbackToFile(address, Page).ServedAs(ContentPolicy.Dashboard);
    }
}
