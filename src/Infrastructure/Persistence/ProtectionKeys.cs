using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Infrastructure.Persistence;

/// <summary>Data Protection's keys as rows, past the key ring of this process, which has them opened.</summary>
internal sealed class ProtectionKeys(RegistryDb db, ProtectionCertificates certificates)
{
    /// <summary>Null where each is sealed and opens with the configured certificate, else one line that says what to do.</summary>
    public async Task<string?> WhyRefusedAsync(CancellationToken ct)
    {
        var forms = (await ReadAsync(ct)).ConvertAll(key => ProtectionKeyXml.Judge(key.Xml, certificates.Current));
        if (forms.Count(form => form is ProtectionKeyForm.Clear) is > 0 and var clear)
            return $"{Count(clear)} in clear in the database, so that it or a backup of it tells all that is sealed: run aiidentity protect, with the settings of the service.";
        return forms.Count(form => form is not ProtectionKeyForm.Sealed) is > 0 and var closed ? $"{Count(closed)} there that {CanNotBeOpened}" : null;
    }

    /// <summary>Seals for the configured certificate what lies in clear or, where a previous one is configured, for that one.</summary>
    /// <returns>How many were in clear, how many sealed for the previous certificate, and how many nothing opens.</returns>
    public Task<(int Clear, int Previous, int Closed)> SealAsync(CancellationToken ct) => db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
    {
        var (clear, previous, closed) = (0, 0, 0);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        foreach (var (id, xml) in await ReadAsync(ct))
        {
            var form = ProtectionKeyXml.Judge(xml, certificates.Current);
            if (form is ProtectionKeyForm.Sealed) continue;
            if (xml is null || ProtectionKeyXml.Seal(xml, certificates.Current!, Opening()) is not { } fresh)
            {
                closed++;
                continue;
            }

            if (ProtectionKeyXml.Judge(fresh, certificates.Current) is not ProtectionKeyForm.Sealed)
                throw new CryptographicException("A key that was sealed does not open.");
            await db.DataProtectionKeys.Where(key => key.Id == id).ExecuteUpdateAsync(set => set.SetProperty(key => key.Xml, fresh), ct);
            if (form is ProtectionKeyForm.Clear) clear++;
            else previous++;
        }

        await transaction.CommitAsync(ct);
        return (clear, previous, closed);
    });

    public const string CanNotBeOpened =
        "the certificate of DataProtection:CertificatePath does not open: name the one that the database was begun with; where it was replaced, run aiidentity protect with the earlier one as DataProtection:PreviousCertificatePath.";

    private IEnumerable<System.Security.Cryptography.X509Certificates.X509Certificate2> Opening() =>
        certificates.Previous is { } previous ? [certificates.Current!, previous] : [certificates.Current!];

    private async Task<List<(int Id, string? Xml)>> ReadAsync(CancellationToken ct) =>
        (await db.DataProtectionKeys.AsNoTracking().OrderBy(key => key.Id).Select(key => new { key.Id, key.Xml }).ToListAsync(ct)).ConvertAll(key => (key.Id, key.Xml));

    private static string Count(int keys) => keys == 1 ? "A key of Data Protection lies" : $"{keys} keys of Data Protection lie";
}
