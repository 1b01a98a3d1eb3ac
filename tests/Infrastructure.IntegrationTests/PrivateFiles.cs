namespace ApiKeys.Infrastructure.IntegrationTests;

internal static class PrivateFiles
{
    /// <summary>Whether only its owner can read and write the file; always so on Windows, which has no such mode.</summary>
    public static bool IsOwnerOnly(string path) =>
        OperatingSystem.IsWindows() || File.GetUnixFileMode(path) == (UnixFileMode.UserRead | UnixFileMode.UserWrite);
}
