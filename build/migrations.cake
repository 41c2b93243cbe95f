// One model, two databases: each context has its own migrations of it.
string[] RegistryContexts = ["SqliteRegistryDb", "SqlServerRegistryDb"];

Task("Migrations")
    .Description("Adds a migration to both databases: --name=WhatItDoes")
    .Does(() =>
    {
        var name = Argument("name", "");
        if (name.Length == 0) throw new CakeException("Say what the migration does: ./build.sh Migrations --name=WhatItDoes");
        foreach (var context in RegistryContexts)
        {
            var folder = context.Replace("RegistryDb", "");
            Read(WithoutCompiledModel, "dotnet", ["ef", "migrations", "add", name, .. EntityFramework(context), "--output-dir", $"Persistence/Migrations/{folder}"]);
        }

        WriteCompiledModel(CompiledModelFolder);
    });

Task("CompiledModel")
    .Description("Writes src/Infrastructure/Persistence/Compiled anew: the embedded database's model, which a start then need not build.")
    .Does(() => WriteCompiledModel(CompiledModelFolder));

const string CompiledModelFolder = "src/Infrastructure/Persistence/Compiled";

// What was written of an earlier model may not even compile with this one.
Dictionary<string, string> WithoutCompiledModel = new() { ["WithCompiledModel"] = "false" };

void WriteCompiledModel(string folder, params string[] more)
{
    CleanDirectory(folder);
    Read(WithoutCompiledModel, "dotnet", ["ef", "dbcontext", "optimize", .. EntityFramework("SqliteRegistryDb"),
        "--output-dir", Absolute(folder), "--namespace", "AiIdentity.Infrastructure.Persistence.Compiled", .. more]);
}

void RequireSameCompiledModel()
{
    const string fresh = "artifacts/drift/compiled";
    WriteCompiledModel(fresh, "--no-build");
    string[] Names(string folder) => [.. GetFiles($"{folder}/*.cs").Select(file => file.GetFilename().FullPath)];
    // The model's id is another each time it is written.
    IEnumerable<string> Code(string folder, string name) => Lines($"{folder}/{name}").Where(line => !line.Contains("modelId: new Guid(", StringComparison.Ordinal));
    foreach (var name in Names(fresh).Union(Names(CompiledModelFolder), StringComparer.Ordinal))
        if (!Code(fresh, name).SequenceEqual(Code(CompiledModelFolder, name))) throw new CakeException($"{name} is not what ./build.sh CompiledModel writes.");
}

string[] EntityFramework(string context) =>
    ["--context", context, "--project", "src/Infrastructure", "--startup-project", "src/Infrastructure", "--configuration", Configuration];
