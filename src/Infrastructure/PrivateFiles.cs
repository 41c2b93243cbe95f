namespace AiIdentity.Infrastructure;

/// <summary>The one way in which this layer makes files and folders: for the service's own user alone (0600, 0700), whatever the umask.</summary>
internal static class PrivateFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnlyFolder = OwnerOnly | UnixFileMode.UserExecute;

    /// <summary>Makes the folder and what is missing above it; one that is there stays as its host set it.</summary>
    public static void MakeFolder(string folder)
    {
        var path = Path.GetFullPath(folder);
        if (Directory.Exists(path)) return;
        // One by one: the runtime gives the mode to the last of them only.
        if (Path.GetDirectoryName(path) is { } above) MakeFolder(above);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, OwnerOnlyFolder);
    }

    /// <exception cref="IOException">It is there already.</exception>
    public static FileStream Create(string file) => Open(file, FileMode.CreateNew);

    /// <summary>Opens a file to write at its end; makes it where it is missing.</summary>
    public static FileStream Append(string file)
    {
        Restrict(file);
        return Open(file, FileMode.Append);
    }

    /// <summary>A file that one process holds at a time; it goes with who holds it.</summary>
    /// <exception cref="IOException">Another process holds it.</exception>
    public static FileStream Hold(string file)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, Options = FileOptions.DeleteOnClose };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        return new FileStream(file, options);
    }

    /// <summary>Takes a file that is there away from other users.</summary>
    public static void Restrict(string file)
    {
        if (!OperatingSystem.IsWindows() && IsOpenToOthers(file)) File.SetUnixFileMode(file, OwnerOnly);
    }

    public static bool IsOpenToOthers(string file) =>
        !OperatingSystem.IsWindows() && File.Exists(file) && (File.GetUnixFileMode(file) & ~OwnerOnly) != 0;

    private static FileStream Open(string file, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        return new FileStream(file, options);
    }
}
