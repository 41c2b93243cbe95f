using AiIdentity.Application.Accounts;
using AiIdentity.Application.Shared;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace AiIdentity.Application.Tests.Accounts;

internal sealed class DaysOfUseTests
{
    private readonly Mock<IUnitOfWork> _unit = new();

    [TestCase(typeof(InvalidOperationException))]
    [TestCase(typeof(OperationCanceledException))]
    [TestCase(typeof(TaskCanceledException))]
    public void A_note_that_fails_or_gives_up_by_itself_fails_alone(Type failure)
    {
        Fails((Exception)Activator.CreateInstance(failure)!);
        Assert.That(() => NoteAsync(CancellationToken.None), Throws.Nothing);
    }

    [Test]
    public void A_call_that_nobody_waits_for_any_more_ends()
    {
        Fails(new OperationCanceledException());
        Assert.That(() => NoteAsync(new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
    }

    private void Fails(Exception failure) =>
        _unit.Setup(unit => unit.ExecuteAsync(It.IsAny<Func<CancellationToken, Task<bool>>>(), It.IsAny<CancellationToken>())).ThrowsAsync(failure);

    private Task NoteAsync(CancellationToken ct) => new DaysOfUse(_unit.Object, NullLogger<DaysOfUse>.Instance).NoteAsync(_ => Task.CompletedTask, ct);
}
