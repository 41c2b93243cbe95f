namespace AiIdentity.WhatsAppSandbox;

/// <summary>The one way in which the sandbox writes: a file for its own user alone (0600) in a folder likewise (0700), whatever the umask.</summary>
public static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Written beside and renamed: a crash leaves the old file or the new one, never half of one.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        MakeFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var beside = path + ".new";
        File.Delete(beside);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        using (var stream = new FileStream(beside, options)) stream.Write(content);
        File.Move(beside, path, overwrite: true);
    }

    /// <summary>Takes a file that is there away from other users.</summary>
    public static void Restrict(string path)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(path) && (File.GetUnixFileMode(path) & ~OwnerOnly) != 0) File.SetUnixFileMode(path, OwnerOnly);
    }

    // One by one: the runtime gives the mode to the last of them only.
    private static void MakeFolder(string folder)
    {
        if (System.IO.Directory.Exists(folder)) return;
        if (Path.GetDirectoryName(folder) is { } above) MakeFolder(above);
        if (OperatingSystem.IsWindows()) System.IO.Directory.CreateDirectory(folder);
        else System.IO.Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
    }
}
