namespace ApiKeys.Architecture.Tests;

/// <summary>The files of the repository that these tests run in.</summary>
internal static class Repository
{
    private static readonly string[] Skipped = ["node_modules", "bin", "obj", ".git", "dist", "TestResults"];

    public static readonly string Root = FindRoot();

    /// <summary>Files below a folder, relative to the root, with forward slashes; without what tools make.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) =>
        Below(Path.Combine(Root, folder), pattern).Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static IEnumerable<string> Below(string folder, string pattern) =>
        Directory
            .EnumerateFiles(folder, pattern)
            .Concat(
                Directory
                    .EnumerateDirectories(folder)
                    .Where(child => !Skipped.Contains(Path.GetFileName(child)))
                    .SelectMany(child => Below(child, pattern))
            );

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ApiKeys.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests do not lie in the repository.");
    }
}
