using AiIdentity.Application.Upkeep;

namespace AiIdentity.Api.Verbs;

/// <summary>What the program does instead of serving: <c>migrate</c>, <c>check</c>, <c>backup FILE</c>, <c>protect</c>, <c>rekey</c>.</summary>
/// <param name="Name">Null where it serves.</param>
internal sealed record Verb(string? Name, string? File, string[] Settings)
{
    private const string Usage = "aiidentity [migrate | check | backup FILE | protect | rekey] [--Setting:Name=value ...]; without a verb it serves.";

    /// <summary>Null where the arguments are none of ours; the first words are the verb, all else are settings.</summary>
    public static Verb? Of(string[] args)
    {
        var words = args.TakeWhile(a => !a.StartsWith('-') && !a.StartsWith('/')).ToArray();
        return args switch
        {
            [] => new(null, null, args),
            ["migrate" or "check" or "protect" or "rekey", .. var rest] => new(args[0], null, rest),
            ["backup", var file, .. var rest] when file.Length > 0 && !file.StartsWith('-') => new(args[0], file, rest),
            // Settings alone, as the host's builder reads them: --a=b, /a=b, a=b.
            _ when words.All(word => word.Contains('=', StringComparison.Ordinal)) => new(null, null, args),
            _ => null,
        };
    }

    public static int RefuseUsage()
    {
        Console.Error.WriteLine(Usage);
        return 2;
    }

    public async Task<int> RunAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var upkeep = scope.ServiceProvider.GetRequiredService<IUpkeep>();
        try
        {
            switch (Name)
            {
                case "migrate":
                    var missing = await upkeep.MigrateAsync(CancellationToken.None);
                    foreach (var migration in missing) Console.WriteLine($"applied {migration}");
                    Console.WriteLine("the database is up to date");
                    return 0;
                case "check":
                    Console.WriteLine("configuration: as it should be");
                    return Tell(await upkeep.CheckAsync(CancellationToken.None));
                case "protect":
                    return Tell(await upkeep.ProtectAsync(CancellationToken.None));
                case "rekey":
                    return Tell(await upkeep.RekeyAsync(CancellationToken.None));
                default:
                    await upkeep.BackUpAsync(File!, CancellationToken.None);
                    Console.WriteLine($"backed up to {Path.GetFullPath(File!)}");
                    return 0;
            }
        }
        catch (StartRefusedException refused)
        {
            Console.Error.WriteLine(refused.Message);
            return 1;
        }
        catch (Exception e) when (e is System.Data.Common.DbException or IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            Console.Error.WriteLine($"{Name} failed: {e.Message}");
            return 1;
        }
    }

    private static int Tell(IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings) Console.WriteLine($"{finding.Subject}: {finding.Says}");
        return findings.All(f => f.Good) ? 0 : 1;
    }
}
