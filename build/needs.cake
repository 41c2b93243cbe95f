// What a target needs besides the SDK and NuGet: installed where this is root on a Debian, else named in one clear line.
void Need(string command, string package, string why)
{
    if (Found(command)) return;
    if (!OperatingSystem.IsLinux() || Environment.UserName != "root" || !Found("apt-get"))
        throw new CakeException($"{command} is missing ({why}): install the package {package}, then run this again.");
    Information("Installing {0}: {1}.", package, why);
    if (Apt("update") != 0 || Apt("install", "--yes", "--no-install-recommends", package) != 0 || !Found(command))
        throw new CakeException($"{command} is missing ({why}), and apt-get could not install {package}.");
}

bool Found(string command) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator)
    .SelectMany(folder => new[] { command, $"{command}.exe", $"{command}.cmd" }.Select(name => System.IO.Path.Combine(folder, name)))
    .Any(System.IO.File.Exists);

int Apt(params string[] arguments) => StartProcess("apt-get", new ProcessSettings
{
    Arguments = Quoted(["-qq", .. arguments]),
    EnvironmentVariables = new Dictionary<string, string> { ["DEBIAN_FRONTEND"] = "noninteractive" },
});
