namespace AiIdentity.Browser.Tests;

/// <summary>Where things lie in the repository.</summary>
internal static class Folders
{
    public static string Root { get; } = FindRoot();

    /// <summary>Built as these tests were: <c>release</c> or <c>debug</c>.</summary>
    public static string Build { get; } = new DirectoryInfo(AppContext.BaseDirectory).Name;

    public static string Artifacts(string name) => Directory.CreateDirectory(Path.Combine(Root, "artifacts", name)).FullName;

    public static string Program(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException($"{name} is not on the PATH; ./build.sh Test says how to get it.");

    private static string FindRoot()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "AiIdentity.sln"))) at = at.Parent ?? throw new DirectoryNotFoundException("AiIdentity.sln");
        return at.FullName;
    }
}
