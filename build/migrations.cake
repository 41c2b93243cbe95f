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
            Dotnet(["ef", "migrations", "add", name, .. EntityFramework(context), "--output-dir", $"Persistence/Migrations/{folder}"]);
        }
    });

string[] EntityFramework(string context) =>
    ["--context", context, "--project", "src/Infrastructure", "--startup-project", "src/Infrastructure", "--configuration", Configuration];
