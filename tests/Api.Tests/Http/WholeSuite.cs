namespace AiIdentity.Api.Tests;

/// <summary>After all tests: what their routes refused stands in the routes' declarations.</summary>
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
    public void No_route_answered_a_code_that_it_does_not_declare() => Assert.That(Http.UndeclaredProblems.Seen.Keys, Is.Empty);
}
