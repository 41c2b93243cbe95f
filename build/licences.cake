using System.Text.Json;
using System.Xml.Linq;

const string LicenceList = "artifacts/licences.md";

// What a package may be under; anything else is for a person to read, and to enter below or to do without.
string[] AllowedLicences = ["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MPL-2.0"];

// Packages that name no licence in their description but carry or link one: read by a person, and to be read again for another version.
var ReadLicences = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
{
    ["BitFaster.Caching/2.6.1"] = "MIT",
    ["CommandLineParser/2.9.1"] = "MIT",
    ["MediatR/5.1.0"] = "Apache-2.0",
    ["Microsoft.Data.SqlClient.SNI.runtime/6.0.3"] = "Microsoft software licence, redistributable",
    ["Microsoft.DotNet.PlatformAbstractions/3.1.6"] = "MIT",
    ["Microsoft.Identity.Client.NativeInterop/0.20.6"] = "Microsoft software licence, redistributable",
    ["Microsoft.SqlServer.DacFx/170.5.96"] = "Microsoft software licence",
    ["Microsoft.SqlServer.Types/170.1000.7"] = "Microsoft pre-release licence",
    ["Otp.NET/1.4.1"] = "MIT",
};

Task("Licences")
    .Description("Lists the licence of every package that the lock files name, in artifacts/licences.md, and refuses one that nobody has allowed.")
    .IsDependentOn("Restore")
    .Does(() =>
    {
        var cache = Read("dotnet", "nuget", "locals", "global-packages", "--list").Split(": ", 2)[1].Trim();
        var packages = GetFiles("*/**/packages.lock.json").Where(file => !file.FullPath.Contains("/artifacts/"))
            .SelectMany(file => Locked(file.FullPath).Select(package => (package.Name, package.Version, Delivered: file.FullPath.Contains("/src/"))))
            .GroupBy(package => $"{package.Name}/{package.Version}", StringComparer.OrdinalIgnoreCase)
            .Select(uses => (Package: uses.Key, Licence: LicenceOf(cache, uses.First().Name, uses.First().Version), Delivered: uses.Any(use => use.Delivered)))
            .OrderBy(package => package.Package, StringComparer.OrdinalIgnoreCase).ToList();
        if (packages.Count < 100) throw new CakeException("The lock files name hardly a package.");
        var refused = packages.Where(package => !IsAllowed(package.Package, package.Licence)).Select(package => $"{package.Package}: {package.Licence}").ToList();
        if (refused.Count > 0) throw new CakeException($"Not allowed by build/licences.cake: {string.Join(", ", refused)}.");
        System.IO.File.WriteAllLines(LicenceList,
        [
            "# Licences of what AiIdentity depends on", "", "| package | licence | delivered |", "| --- | --- | --- |",
            .. packages.Select(package => $"| {package.Package.Replace("/", " ")} | {package.Licence} | {(package.Delivered ? "yes" : "only built or tested with")} |"),
        ]);
        Information("{0} packages: {1}", packages.Count, string.Join(", ", packages.CountBy(package => package.Licence).OrderByDescending(l => l.Value).Select(l => $"{l.Value} {l.Key}")));
    });

bool IsAllowed(string package, string licence) =>
    ReadLicences.ContainsKey(package) || licence.Split(" OR ").Any(one => AllowedLicences.Contains(one.Trim('(', ')', ' ')));

List<(string Name, string Version)> Locked(string file)
{
    using var locked = JsonDocument.Parse(System.IO.File.ReadAllText(file));
    return (from framework in locked.RootElement.GetProperty("dependencies").EnumerateObject()
            from package in framework.Value.EnumerateObject()
            where package.Value.GetProperty("type").GetString() != "Project"
            select (package.Name, package.Value.GetProperty("resolved").GetString())).ToList();
}

string LicenceOf(string cache, string name, string version)
{
    if (ReadLicences.TryGetValue($"{name}/{version}", out var read)) return read;
    var (folder, file) = (name.ToLowerInvariant(), $"{name.ToLowerInvariant()}.nuspec");
    var described = System.IO.Path.Combine(cache, folder, version.ToLowerInvariant(), file);
    if (!FileExists(described)) return "unknown: the package is not in the cache";
    var licence = XDocument.Load(described).Descendants().FirstOrDefault(element => element.Name.LocalName == "license");
    return licence?.Attribute("type")?.Value == "expression" ? licence.Value : "unknown";
}
