// openapi/v1.json is written from the built Api, src/Client/RegistryClient.g.cs from openapi/v1.json; both are committed.
const string OpenApiFile = "openapi/v1.json";
const string ClientFile = "src/Client/RegistryClient.g.cs";

Task("OpenApi")
    .Description("Writes openapi/v1.json anew from the Api.")
    .IsDependentOn("Restore")
    .Does(() =>
    {
        // Only the Api: what its clients look like may be out of date at this moment.
        Dotnet("build", "src/Api", "-c", Configuration, "--no-restore", "-nologo", "--verbosity", "minimal", "-p:WithDashboard=false");
        WriteOpenApi(OpenApiFile);
    });

Task("Client")
    .Description("Writes src/Client/RegistryClient.g.cs anew from openapi/v1.json.")
    .Does(() =>
    {
        Dotnet("restore", "src/Client", "--locked-mode");
        WriteClient(ClientFile);
    });

// Program.cs runs up to its Run, in a process of the generator's: nothing listens, no worker starts, no file is made.
void WriteOpenApi(string output)
{
    var noFile = new Dictionary<string, string> { ["ConnectionStrings__Registry"] = "Data Source=:memory:" };
    NSwag(noFile, "aspnetcore2openapi",
        $"/project:{Absolute("src/Api/Api.csproj")}", $"/configuration:{Configuration}", "/noBuild:true",
        $"/msBuildProjectExtensionsPath:{Absolute("artifacts/obj/Api")}", $"/workingDirectory:{Absolute("src/Api")}",
        "/aspNetCoreEnvironment:Development", "/documentName:v1", "/newLineBehavior:LF", $"/output:{Absolute(output)}");
}

// NSwag has no settings for these: requests go through one method of ours (limits, retries), and JSON is described at compile time, each type by name.
void WriteClient(string output)
{
    NSwag([], "run", "src/Client/nswag.json", $"/variables:output={Absolute(output)}");
    var code = System.IO.File.ReadAllText(output);
    code = Replaced(code, "client_.SendAsync(request_, System.Net.Http.HttpCompletionOption.ResponseHeadersRead, cancellationToken)", "SendAsync(client_, request_, cancellationToken)");
    code = Replaced(code, "System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(body, JsonSerializerSettings)", "Write(body)");
    // Whoever asks only whether a verdict is valid must not be misled by one that says why not.
    code = Replaced(code, "public required bool Valid { get; init; }", "public required bool Valid { get => field && Reason is null; init; }");
    var types = System.Text.RegularExpressions.Regex.Matches(code, @"ReadObjectResponseAsync<(.+?)>\(|\n    public partial class (\w+)\n")
        .Select(match => match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value)
        .Where(type => type is not ("T" or "RegistryClient")).Append("string").Append("System.Text.Json.JsonElement").Distinct().Order(StringComparer.Ordinal);
    var context = $"    [System.Text.Json.Serialization.JsonSourceGenerationOptions(GenerationMode = System.Text.Json.Serialization.JsonSourceGenerationMode.Metadata)]\n"
        + string.Concat(types.Select(type => $"    [System.Text.Json.Serialization.JsonSerializable(typeof({type}))]\n"))
        + "    internal sealed partial class RegistryJson : System.Text.Json.Serialization.JsonSerializerContext;\n\n";
    var end = code.LastIndexOf("}\n\n#pragma warning restore", StringComparison.Ordinal);
    System.IO.File.WriteAllText(output, code.Insert(end, context));
}

string Replaced(string code, string generated, string ours) =>
    code.Contains(generated) ? code.Replace(generated, ours) : throw new CakeException($"NSwag no longer writes {generated}.");

void NSwag(Dictionary<string, string> environment, params string[] arguments)
{
    var package = Read("dotnet", "msbuild", "src/Client/Client.csproj", "-getProperty:PkgNSwag_MSBuild").Trim();
    Read(environment, "dotnet", [$"{package}/tools/Net100/dotnet-nswag.dll", .. arguments]);
}

// Writes a committed file anew, beside it, and throws where the two differ.
void RequireSame(string committed, string target, Action<string> write)
{
    EnsureDirectoryExists("artifacts/drift");
    var fresh = $"artifacts/drift/{System.IO.Path.GetFileName(committed)}";
    write(fresh);
    var (old, now) = (Lines(committed), Lines(fresh));
    if (old.SequenceEqual(now)) return;
    var line = old.Zip(now).TakeWhile(pair => pair.First == pair.Second).Count();
    throw new CakeException($"not what ./build.sh {target} writes; line {line + 1} would be: {now.ElementAtOrDefault(line)?.Trim() ?? "(none)"}");
}

string[] Lines(string file) => FileExists(file) ? System.IO.File.ReadAllLines(file) : [];

string Absolute(string file) => MakeAbsolute(File(file)).FullPath;
