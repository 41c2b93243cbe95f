using AiIdentity.Application.Passports;
using AiIdentity.Domain.Passports;
using AiIdentity.Domain.Shared;
using Microsoft.Extensions.Options;

namespace AiIdentity.Infrastructure.Signing;

/// <summary>Sealed keys as files of a directory that only this service's user reads: a copy of the database alone signs nothing.</summary>
internal sealed class FileKeyStore(PrivateKeySeal seal, IOptions<SigningOptions> options) : IPrivateKeyStore
{
    public const string StoreName = "files";

    public string Name => StoreName;

    // A unit of work that is run again leaves a file that no row names: sealed, and of no use to anybody.
    public async Task<(byte[] PublicKey, string Handle)> CreateAsync(SigningKeyId id, CancellationToken ct)
    {
        var (publicKey, sealedKey) = seal.Create();
        var file = FileOf(id.ToString());
        PrivateFiles.MakeFolder(options.Value.KeyDirectory);
        await using (var stream = PrivateFiles.Create(file))
        {
            await stream.WriteAsync(sealedKey, ct);
            // On the disk before the database names it.
            stream.Flush(flushToDisk: true);
        }

        return (publicKey, id.ToString());
    }

    public async Task<IPrivateKey> OpenAsync(string handle, CancellationToken ct)
    {
        var file = FileOf(handle);
        if (PrivateFiles.IsOpenToOthers(file))
            throw new InvalidOperationException($"Others may read the signing key {handle}: give its file the mode 0600.");
        return seal.Open(await File.ReadAllBytesAsync(file, ct));
    }

    /// <summary>Written beside and renamed: a crash leaves a whole file.</summary>
    public async Task SealAnewAsync(string handle, CancellationToken ct)
    {
        var file = FileOf(handle);
        var beside = file + ".new";
        var sealedKey = seal.SealAnew(await File.ReadAllBytesAsync(file, ct));
        File.Delete(beside);
        await using (var stream = PrivateFiles.Create(beside))
        {
            await stream.WriteAsync(sealedKey, ct);
            stream.Flush(flushToDisk: true);
        }

        File.Move(beside, file, overwrite: true);
    }

    public Task DestroyAsync(string handle, CancellationToken ct)
    {
        File.Delete(FileOf(handle));
        return Task.CompletedTask;
    }

    private string FileOf(string handle) => Id.TryParse<SigningKeyId>(handle, out var id)
        ? Path.Combine(options.Value.KeyDirectory, $"{id}.key")
        : throw new FormatException("The store holds a key handle that is none.");
}
