using System.Net;
using AiIdentity.Application.Verification;
using AiIdentity.Application.WhatsApp;
using AiIdentity.Domain.WhatsApp;

namespace AiIdentity.Infrastructure.WhatsApp;

/// <summary>Reads profiles by handle from the public directory, where one is configured.</summary>
internal sealed class DirectoryReader(IDirectoryApi directory)
{
    private const int LongestProfileId = 200;

    // Asked only whether the directory answers at all; nobody need hold it, and nothing hangs on it if somebody does.
    private static readonly WaUsername Canary = WaUsername.FromPlatform("aii.directory.canary")!;
    private static readonly DirectoryProfile Nobody = new(null, null, null);

    /// <summary>Asked twice: what changed hands between the two proves nothing. A handle that nobody holds is a reading too, of no handle.</summary>
    public Task<ReadResult> ReadAsync(WaUsername handle, CancellationToken ct) => ReadAsync(handle, whole: false, ct);

    /// <summary>As <see cref="ReadAsync(WaUsername, CancellationToken)"/>, but asks twice whatever the first answer is.</summary>
    public Task<ReadResult> ReadWholeAsync(WaUsername handle, CancellationToken ct) => ReadAsync(handle, whole: true, ct);

    private async Task<ReadResult> ReadAsync(WaUsername handle, bool whole, CancellationToken ct)
    {
        var first = await AskAsync(handle, ct);
        var again = !whole && (first is null || first == Nobody) ? first : await AskAsync(handle, ct);
        if (first is null || again is null || first.ProfileId != again.ProfileId || first.Username != again.Username) return new ReadResult.Failed(ReadFailure.Unreachable);
        return new ReadResult.Read(new ProfileReading(
            ReaderKind.Directory,
            again.ProfileId ?? "",
            Number: null,
            NumberStanding.Live,
            WaUsername.FromPlatform(again.Username),
            UsernameApproved: again != Nobody,
            Wire.Text(again.About),
            Description: null));
    }

    /// <summary>Tells an outage from one handle's trouble: only the former may be told to who asked for that handle.</summary>
    public async Task<bool> AnswersAsync(CancellationToken ct) => await AskAsync(Canary, ct) is not null;

    /// <summary>As <see cref="AnswersAsync"/>, by as many questions as reading a handle takes.</summary>
    public async Task<bool> AnswersTwiceAsync(CancellationToken ct)
    {
        var first = await AnswersAsync(ct);
        return await AnswersAsync(ct) || first;
    }

    private async Task<DirectoryProfile?> AskAsync(WaUsername handle, CancellationToken ct)
    {
        try
        {
            using var response = await directory.LookUpAsync(handle.Name, ct);
            var body = await Wire.BytesAsync(response, ct);
            if (response.StatusCode is HttpStatusCode.NotFound) return IsItsOwn(response, body) ? Nobody : null;
            return response.StatusCode is HttpStatusCode.OK && Wire.Read<DirectoryProfile>(body) is { ProfileId: { Length: > 0 and <= LongestProfileId } } profile
                && WaUsername.FromPlatform(profile.Username) is not null
                    ? profile
                    : null;
        }
        catch (Exception e) when (Wire.IsFault(e))
        {
            ct.ThrowIfCancellationRequested();
            return null;
        }
    }

    // A page that says "not found" is some server's in between, and knows nothing of handles.
    private static bool IsItsOwn(HttpResponseMessage response, byte[] body) =>
        body.Length == 0 || response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.OrdinalIgnoreCase) == true;
}
