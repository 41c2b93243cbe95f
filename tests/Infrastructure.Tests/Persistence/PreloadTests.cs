using AiIdentity.Infrastructure.Persistence;

namespace AiIdentity.Infrastructure.Tests.Persistence;

public class PreloadTests
{
    // A start goes on without it, so that only this tells when it no longer works.
    [Test]
    public void The_way_to_the_database_is_walked_ahead() => Assert.That(EmbeddedDatabase.Preload, Throws.Nothing);
}
