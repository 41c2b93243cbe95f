#load build/process.cake
#load build/needs.cake
#load build/contract.cake
#load build/vectors.cake
#load build/typescript.cake
#load build/migrations.cake
#load build/test.cake
#load build/drills.cake
#load build/screenshots.cake
#load build/demo.cake
#load build/load.cake
#load build/licences.cake

const string Solution = "AiIdentity.sln";
const string Configuration = "Release";
const string Published = "artifacts/publish/api";

Task("Default")
    .Description("Builds, then lists the targets.")
    .IsDependentOn("Build")
    .Does(() =>
    {
        Console.WriteLine("\n./build.sh TARGET [--option=value ...]");
        foreach (var task in Tasks.Where(task => task.Description is not null))
            Console.WriteLine($"  {task.Name,-12}{task.Description}");
    });

Task("Restore")
    .Does(() => Dotnet("restore", Solution, "--locked-mode", "--verbosity", "minimal"));

Task("Build")
    .Description("Restores what the lock files say, checks their licences and builds everything; a warning is an error.")
    .IsDependentOn("Licences")
    .Does(() => Dotnet("build", Solution, "-c", Configuration, "--no-restore", "-warnaserror", "-nologo", "--verbosity", "minimal"));

Task("Pack")
    .Description("Packs the client, its middleware and the command line, and publishes the Api for linux-x64 with its bill of materials, into artifacts/package and artifacts/publish.")
    .IsDependentOn("Build")
    .Does(() =>
    {
        foreach (var project in new[] { "src/Client", "src/Client.AspNetCore", "src/Cli" })
            Dotnet("pack", project, "-c", Configuration, "--no-build", "-nologo", "--output", "artifacts/package");
        // Read from what the build restored: the lock files' versions, with the licences and hashes of the packages themselves.
        Read("dotnet", "dotnet-CycloneDX", "src/Api/Api.csproj", "--recursive", "--disable-package-restore", "--base-intermediate-output-path", "artifacts",
            "--set-name", "AiIdentity", "--set-version", XmlPeek("Directory.Build.props", "/Project/PropertyGroup/Version"), "--include-license-text", "--output-format", "Json", "--output", "artifacts/package", "--filename", "aiidentity.cdx.json");
        CopyFile(LicenceList, "artifacts/package/licences.md");
        CleanDirectory(Published);
        Dotnet("publish", "src/Api", "-c", Configuration, "-nologo", "--verbosity", "minimal", "-r", "linux-x64", "--self-contained", "false", "--output", Published);
        // The host executable knows the assembly by name, not by its own: it may be called as its users call it.
        MoveFile($"{Published}/AiIdentity.Api", $"{Published}/aiidentity");
    });

RunTarget(Argument("target", "Default"));
