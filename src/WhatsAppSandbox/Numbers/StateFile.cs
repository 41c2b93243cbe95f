using System.Collections.Immutable;
using System.Text.Json;

namespace AiIdentity.WhatsAppSandbox.Numbers;

internal sealed class StateFile(string path)
{
    internal ImmutableList<PhoneRecord> Load()
    {
        if (!File.Exists(path)) return [];
        try
        {
            return JsonSerializer.Deserialize<State>(File.ReadAllBytes(path), SandboxJson.Options)?.Numbers ?? [];
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The sandbox's numbers in '{path}' cannot be read; mend the file or delete it.", e);
        }
    }

    // Written beside and renamed: a crash leaves the old file or the new one, never half of one.
    internal void Save(ImmutableList<PhoneRecord> numbers)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            System.IO.Directory.CreateDirectory(folder);
        var beside = path + ".new";
        File.WriteAllBytes(beside, JsonSerializer.SerializeToUtf8Bytes(new State(numbers), SandboxJson.Options));
        File.Move(beside, path, overwrite: true);
    }

    private sealed record State(ImmutableList<PhoneRecord> Numbers);
}
