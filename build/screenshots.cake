// The pictures of README and docs are taken by the browser tests; any of them takes its own with PICTURES_FOLDER set.
Task("Screenshots")
    .Description("Takes the pictures in docs/images anew.")
    .IsDependentOn("Build")
    .Does(() =>
    {
        NeedBrowser();
        Environment.SetEnvironmentVariable("PICTURES_FOLDER", Absolute("docs/images"));
        Dotnet("test", "tests/Browser.Tests", "-c", Configuration, "--no-build", "-nologo", "--filter", "TestCategory=Pictures");
    });

void NeedBrowser() => Need("chromium", "chromium", "the browser tests look at real pages");
