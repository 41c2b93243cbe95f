// Long runs are tests of the category Drill; each has a seeded slice without it that is part of Test.
Task("Drills")
    .Description("Runs the long runs: soak, chaos, crash, a simulated year (--name=PartOfItsName for some of them), those of whole processes on the published Api.")
    .IsDependentOn("Pack")
    .Does(() =>
    {
        if (IsRunningOnLinux()) Environment.SetEnvironmentVariable("AIIDENTITY_PUBLISHED", Absolute($"{Published}/aiidentity"));
        var name = Argument("name", "");
        var filter = name.Length == 0 ? "TestCategory=Drill" : $"TestCategory=Drill&FullyQualifiedName~{name}";
        var failed = GetFiles("tests/*/*.csproj").OrderBy(file => file.FullPath, StringComparer.Ordinal)
            .Where(project => Run("dotnet", "test", project.FullPath, "-c", Configuration, "--no-build", "-nologo", "--filter", filter,
                "--logger", "console;verbosity=detailed") != 0)
            .Select(project => project.GetFilenameWithoutExtension().FullPath)
            .ToArray();
        if (failed.Length > 0) throw new CakeException($"Failed: {string.Join(", ", failed)}.");
    });
