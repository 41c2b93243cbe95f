using System.CommandLine;
using AiIdentity.Client;

namespace AiIdentity.Cli.Commands;

internal static class IssueCommand
{
    public static Command Make(Surroundings around)
    {
        var identity = new Argument<string>("identity") { Description = "Your identity (aii_…)" };
        var days = new Option<int?>("--ttl-days") { Description = "1 to 365 days, 90 where not said", HelpName = "days" };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "The Passport alone" };
        return new Command("issue", "A new Passport for an identity of yours (API key with passport:issue)") { identity, days, quiet }
            .Does(around, async (session, arguments, ct) =>
            {
                session.RequireKey();
                var issued = await session.Registry.IssuePassportAsync(arguments.GetRequiredValue(identity), new IssueBody { TtlDays = arguments.GetValue(days) }, cancellationToken: ct);
                if (arguments.GetValue(quiet)) session.Report.Text(issued.Passport);
                else if (session.Report.Json) session.Report.Document(issued);
                else
                {
                    session.Report.Facts(("Passport", issued.Id), ("key", issued.KeyId), ("issued", Report.Time(issued.IssuedAt)), ("expires", Report.Time(issued.ExpiresAt)));
                    session.Report.Text(issued.Passport);
                }

                return ExitCode.Good;
            });
    }
}
