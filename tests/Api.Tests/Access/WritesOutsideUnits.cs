using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace AiIdentity.Api.Tests.Access;

/// <summary>
/// Sees every statement of the suite, and keeps those that write outside a transaction: the unit of work, which begins them all, judges
/// the caller first. Only the registry's own keys are written without one, when they are made.
/// </summary>
internal sealed class WritesOutsideUnits : DbCommandInterceptor
{
    private static readonly string[] Writes = ["INSERT ", "UPDATE ", "DELETE "];
    private static readonly string[] OwnKeys = ["DataProtectionKeys", "Secrets"];
    private readonly ConcurrentDictionary<string, byte> _found = new(StringComparer.Ordinal);

    public static WritesOutsideUnits Collected { get; } = new();

    public IEnumerable<string> Found => _found.Keys;

    public static bool IsOne(DbCommand command) => command.Transaction is null
        && Array.Exists(Writes, write => command.CommandText.TrimStart().StartsWith(write, StringComparison.OrdinalIgnoreCase))
        && !Array.Exists(OwnKeys, table => command.CommandText.Contains(table, StringComparison.Ordinal));

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        Keep(command);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Keep(command);
        return ValueTask.FromResult(result);
    }

    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        Keep(command);
        return result;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Keep(command);
        return ValueTask.FromResult(result);
    }

    private void Keep(DbCommand command)
    {
        if (IsOne(command)) _found.TryAdd(command.CommandText, 0);
    }
}
