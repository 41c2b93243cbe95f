using System.CommandLine;
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

    public static async Task<ExitCode> RunAsync(string[] args, Surroundings around, CancellationToken ct)
    {
        var root = new RootCommand("Asks the AI Identity registry who stands behind an agent, and verifies Passports.")
        {
            RegistryOption, IssuerOption, JsonOption,
            WhoisCommand.Make(around), VerifyCommand.Make(around), IssueCommand.Make(around), KeysCommand.Make(around), RevocationsCommand.Make(around),
        };
        // A token could begin with an @, which would else name a file.
        var arguments = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (arguments.Errors.Count > 0)
        {
            var help = arguments.CommandResult.Command is RootCommand ? "aii --help" : $"aii {arguments.CommandResult.Command.Name} --help";
            return new Report(around, args.Contains(JsonOption.Name)).Fail(ExitCode.Usage, "usage", $"{arguments.Errors[0].Message} See {help}.");
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
                return (int)report.Fail(CodeOf(problem), problem.Code, WithFields(problem));
            }
            catch (Exception e) when (e is HttpRequestException or RegistryException || (e is OperationCanceledException && !ct.IsCancellationRequested))
            {
                return (int)report.Fail(ExitCode.Unreachable, "registry_unreachable", "The registry cannot be reached, or what answers there is none: check its address and try again.");
            }
            catch (OperationCanceledException)
            {
                return (int)ExitCode.Cancelled;
            }
        });
        return command;
    }

    private static ExitCode CodeOf(RegistryProblemException problem) => problem switch
    {
        { Code: "surface_malformed" or "validation_failed" } => ExitCode.Usage,
        { StatusCode: 404 } => ExitCode.NotFound,
        _ => ExitCode.Refused,
    };

    private static string WithFields(RegistryProblemException problem) =>
        problem.Errors.Count == 0 ? problem.Detail : $"{problem.Detail} {string.Join(' ', problem.Errors.SelectMany(e => e.Value.Select(text => $"{e.Key}: {text}")))}";
}
