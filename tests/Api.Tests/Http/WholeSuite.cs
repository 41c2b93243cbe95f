namespace AiIdentity.Api.Tests;

/// <summary>After all tests: what their routes refused stands in the routes' declarations, and whatever was written was written in a unit of work.</summary>
[SetUpFixture]
internal sealed class WholeSuite
{
    [OneTimeTearDown]
    public void Every_statement_can_be_said_to_SQL_Server()
    {
        Persistence.SqlServerStatements.Collected.Write();
        Assert.That(Persistence.SqlServerStatements.Collected.Failures, Is.Empty);
    }

    [OneTimeTearDown]
    public void Nothing_was_written_outside_a_unit_of_work() => Assert.That(Access.WritesOutsideUnits.Collected.Found, Is.Empty);

    [OneTimeTearDown]
    public void No_route_answered_a_code_that_it_does_not_declare() => Assert.That(Http.UndeclaredProblems.Seen.Keys, Is.Empty);
}
