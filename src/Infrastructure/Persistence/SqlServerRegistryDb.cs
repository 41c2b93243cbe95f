using AiIdentity.Domain.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace AiIdentity.Infrastructure.Persistence;

internal sealed class SqlServerRegistryDb(DbContextOptions<SqlServerRegistryDb> options) : RegistryDb(options)
{
    // SQL Server compares as its collation says, SQLite byte by byte: every string is ordinal on both.
    private const string Ordinal = "Latin1_General_100_BIN2";

    // A lock that lasts as long as the transaction, taken by reading: nothing of the row changes.
    internal override Task HoldAccountAsync(AccountId account, CancellationToken ct) =>
        Database.ExecuteSqlAsync($"SELECT Id FROM Accounts WITH (UPDLOCK, HOLDLOCK) WHERE Id = {account.Value.ToString()}", ct);

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        // A passkey's id has up to 1,023 bytes: a clustered key takes 900, any other 1,700.
        builder.Entity<IdentityUserPasskey<string>>().HasKey(passkey => passkey.CredentialId).IsClustered(false);
        foreach (var property in builder.Model.GetEntityTypes().SelectMany(e => e.GetProperties()))
        {
            if ((property.GetValueConverter()?.ProviderClrType ?? property.FindTypeMapping()?.Converter?.ProviderClrType ?? property.GetProviderClrType() ?? property.ClrType) == typeof(string))
                property.SetCollation(Ordinal);
        }
    }
}

internal sealed class SqlServerDesignTime : IDesignTimeDbContextFactory<SqlServerRegistryDb>
{
    public SqlServerRegistryDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqlServerRegistryDb>().UseSqlServer("Server=design-time-only").UseApplicationServiceProvider(DesignTime.Services).Options);
}
