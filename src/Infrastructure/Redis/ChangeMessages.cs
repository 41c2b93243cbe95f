using System.Buffers.Binary;
using AiIdentity.Application.Registry;
using AiIdentity.Domain.Identities;
using AiIdentity.Infrastructure.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace AiIdentity.Infrastructure.Redis;

/// <summary>
/// Tells which public records changed: this process at once, the other instances by a message that names the slot in
/// <see cref="RecordChanges"/> and nothing else. A lost message costs as long as an answer is cached; nothing waits for Redis.
/// </summary>
internal sealed class ChangeMessages(RecordChanges changes, IServiceProvider services, ILogger<ChangeMessages> logger) : StartStep
{
    private const int Length = sizeof(long) + sizeof(int);
    private static readonly RedisChannel Channel = RedisChannel.Literal("aiidentity:changed");

    private readonly IConnectionMultiplexer? _redis = services.GetService<IConnectionMultiplexer>();
    private readonly long _self = BinaryPrimitives.ReadInt64LittleEndian(Guid.CreateVersion7().ToByteArray().AsSpan(8));

    /// <summary>Called after the commit and before its caller is answered.</summary>
    public void Publish(IdentityId id)
    {
        var slot = RecordChanges.SlotOf(id.ToString());
        changes.Changed(slot);
        if (_redis is null) return;
        var message = new byte[Length];
        BinaryPrimitives.WriteInt64LittleEndian(message, _self);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(sizeof(long)), slot);
        _redis.GetSubscriber().Publish(Channel, message, CommandFlags.FireAndForget);
    }

    public override Task StartingAsync(CancellationToken cancellationToken) => _redis is null ? Task.CompletedTask : Loop.OnceAsync("messages", () =>
    {
        // Messages sent while the connection was down are lost.
        _redis.ConnectionRestored += (_, restored) =>
        {
            if (restored.ConnectionType is ConnectionType.Subscription) changes.AllChanged();
        };
        _redis.GetSubscriber().Subscribe(Channel, (_, message) => Receive(message), CommandFlags.FireAndForget);
        changes.AllChanged();
        return Task.CompletedTask;
    }, logger, cancellationToken);

    private void Receive(byte[]? message)
    {
        if (message is not { Length: Length } || BinaryPrimitives.ReadInt64LittleEndian(message) == _self) return;
        var slot = BinaryPrimitives.ReadInt32LittleEndian(message.AsSpan(sizeof(long)));
        if (RecordChanges.IsSlot(slot)) changes.Changed(slot);
        else changes.AllChanged();
    }
}
