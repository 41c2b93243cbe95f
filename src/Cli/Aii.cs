using System.CommandLine;
using System.CommandLine.Parsing;
using AiIdentity.Cli.Commands;
using AiIdentity.Client;

namespace AiIdentity.Cli;

/// <summary>The command <c>aii</c>: what can be asked, and how what went wrong becomes an exit code.</summary>
internal static class Aii
{
    private static readonly Option<string?> RegistryOption = new("--registry") { Description = "The registry's address (AIIDENTITY_REGISTRY)", Recursive = true, HelpName = "url" };
    private static readonly Option<string?> IssuerOption = new("--issuer") { Description = "What its Passports call it, where that differs (AIIDENTITY_ISSUER)", Recursive = true, HelpName = "url" };
    private static readonly Option<bool> JsonOption = new("--json") { Description = "One JSON document for programs", Recursive = true };

    /// <summary>One question to the registry, as a command asks it.</summary>
    internal delegate Task<ExitCode> Act(Session session, ParseResult arguments, CancellationToken ct);

    /// <summary>Never throws: what cannot be written and faults of its own are exit codes too.</summary>
    public static async Task<ExitCode> RunAsync(string[] args, Surroundings around, CancellationToken ct)
    {
        try
        {
            var code = await RunOnceAsync(args, around, ct);
            await around.Out.FlushAsync(CancellationToken.None);
            return code;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return ExitCode.Cancelled;
        }
        catch (IOException)
        {
            // Of the network it would be another exception; nothing but the output is written here.
            return Say(around, ExitCode.Output, "The output cannot be written: is the disk full, or has its reader gone?");
        }
        catch (Exception e)
        {
            // Its kind alone: its text could hold what was asked with.
            return Say(around, ExitCode.Fault, $"A fault of this program ({e.GetType().Name}); nothing is known of what was asked.");
        }
    }

    private static async Task<ExitCode> RunOnceAsync(string[] args, Surroundings around, CancellationToken ct)
    {
        var root = new RootCommand("Asks the AI Identity registry who stands behind an agent, and verifies Passports.")
        {
            RegistryOption, IssuerOption, JsonOption,
            WhoisCommand.Make(around), VerifyCommand.Make(around), IssueCommand.Make(around), KeysCommand.Make(around), RevocationsCommand.Make(around),
            CompletionCommand.Make(around),
        };
        // A token could begin with an @, which would else name a file.
        var arguments = root.Parse(args.Length == 0 ? ["--help"] : args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (arguments.Errors.Count > 0)
        {
            var command = arguments.CommandResult.Command;
            var help = command is RootCommand ? "aii --help" : $"aii {command.Name} --help";
            return new Report(around, args.Contains(JsonOption.Name)).Fail(ExitCode.Usage, "usage", $"{arguments.Errors[0].Message}{Suggestion(arguments)} See {help}.");
        }

        return (ExitCode)await arguments.InvokeAsync(new InvocationConfiguration { Output = around.Out, Error = around.Error, EnableDefaultExceptionHandler = false }, ct);
    }

    /// <summary>Gives a command its session, and every failure its exit code and one sentence.</summary>
    public static Command Does(this Command command, Surroundings around, Act act)
    {
        command.SetAction(async (arguments, ct) =>
        {
            var report = new Report(around, arguments.GetValue(JsonOption));
            try
            {
                var settings = Settings.Read(arguments.GetValue(RegistryOption), arguments.GetValue(IssuerOption), around.Environment);
                using var session = new Session(settings, around, report);
                return (int)await act(session, arguments, ct);
            }
            catch (ExitException exit)
            {
                return (int)report.Fail(exit.Code, exit.Word, exit.Message);
            }
            catch (RegistryProblemException problem)
            {
                return (int)report.Fail(CodeOf(problem), problem.Code, WithFields(problem), problem.RetryAfter);
            }
            catch (Exception e) when (e is OperationCanceledException && !ct.IsCancellationRequested)
            {
                return (int)report.Fail(ExitCode.Unreachable, "registry_unreachable", "The registry gives no whole answer in time: try again later.");
            }
            catch (RegistryException e)
            {
                return (int)report.Fail(ExitCode.Unreachable, "registry_unreachable", $"What answers there is no registry (HTTP {e.StatusCode}): check its address.");
            }
            catch (HttpRequestException)
            {
                return (int)report.Fail(ExitCode.Unreachable, "registry_unreachable", "The registry cannot be reached: check its address and try again.");
            }
            catch (OperationCanceledException)
            {
                return (int)ExitCode.Cancelled;
            }
        });
        return command;
    }

    private static ExitCode Say(Surroundings around, ExitCode code, string message)
    {
        try
        {
            around.Error.WriteLine($"aii: {message}");
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Nobody can be told; the exit code is left.
        }

        return code;
    }

    private static ExitCode CodeOf(RegistryProblemException problem) => problem switch
    {
        { Code: "surface_malformed" or "validation_failed" } => ExitCode.Usage,
        { StatusCode: 404 } => ExitCode.NotFound,
        _ => ExitCode.Refused,
    };

    private static string WithFields(RegistryProblemException problem) =>
        problem.Errors.Count == 0 ? problem.Detail : $"{problem.Detail} {string.Join(' ', problem.Errors.SelectMany(e => e.Value.Select(text => $"{e.Key}: {text}")))}";

    // The nearest name that could stand there: two letters apart at most, and less than half of the word.
    private static string Suggestion(ParseResult arguments)
    {
        for (SymbolResult? at = arguments.CommandResult; at is not null; at = at.Parent)
        {
            if (at is not CommandResult { Command: var command }) continue;
            var names = command.Subcommands.Select(c => c.Name).Concat(command.Options.Select(o => o.Name)).ToList();
            var near = arguments.UnmatchedTokens
                .SelectMany(token => names.Where(name => name.StartsWith('-') == token.StartsWith('-')).Select(name => (Name: name, Distance: Distance(token, name), token.Length)))
                .Where(found => found.Distance <= 2 && found.Distance * 2 < found.Length).OrderBy(found => found.Distance).Select(found => found.Name).FirstOrDefault();
            if (near is not null) return $" Did you mean {near}?";
        }

        return "";
    }

    // Levenshtein's, with two letters in each other's place as one step.
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                d[i, j] = Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }

        return d[a.Length, b.Length];
    }
}
