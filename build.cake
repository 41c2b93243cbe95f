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

const string Solution = "AiIdentity.sln";
const string Configuration = "Release";

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
    .Description("Restores what the lock files say and builds everything; a warning is an error.")
    .IsDependentOn("Restore")
    .Does(() => Dotnet("build", Solution, "-c", Configuration, "--no-restore", "-warnaserror", "-nologo", "--verbosity", "minimal"));

Task("Pack")
    .Description("Packs the client, its middleware and the command line, and publishes the Api, into artifacts/package and artifacts/publish.")
    .IsDependentOn("Build")
    .Does(() =>
    {
        foreach (var project in new[] { "src/Client", "src/Client.AspNetCore", "src/Cli" })
            Dotnet("pack", project, "-c", Configuration, "--no-build", "-nologo", "--output", "artifacts/package");
        CleanDirectory("artifacts/publish/api");
        Dotnet("publish", "src/Api", "-c", Configuration, "--no-build", "-nologo", "--output", "artifacts/publish/api");
        // The host executable knows the assembly by name, not by its own: it may be called as its users call it.
        if (IsRunningOnLinux()) MoveFile("artifacts/publish/api/AiIdentity.Api", "artifacts/publish/api/aiidentity");
    });

RunTarget(Argument("target", "Default"));
