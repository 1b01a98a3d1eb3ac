using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace ApiKeys.TestCommon;

/// <summary>
/// A PostgreSQL server of its own, from the installed binaries, on a free loopback port. It ends and its folder goes
/// with this object, and also when this process is killed.
/// </summary>
public sealed class PostgreSqlServer : IAsyncDisposable
{
    private const string Versions = "/usr/lib/postgresql";
    private const string User = "postgres";
    private const int Attempts = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly string binaries;
    private readonly string folder;
    private readonly Process watchdog;
    private int databases;

    private PostgreSqlServer(string binaries, string folder, int port)
    {
        this.binaries = binaries;
        this.folder = folder;
        Port = port;
        // Its standard input ends when this process does, in whatever way.
        const string Cleanup =
            "trap '' INT TERM HUP; cat >/dev/null; \"$1/pg_ctl\" stop -m immediate -D \"$2/data\"; rm -rf \"$2\"";
        watchdog = Start("sh", ["-c", Cleanup, "sh", binaries, folder]);
    }

    public int Port { get; }

    /// <summary>A new server that runs.</summary>
    /// <param name="isDurable">Whether a commit reaches the disk before it is answered; slower.</param>
    public static async Task<PostgreSqlServer> StartNewAsync(bool isDurable = false)
    {
        var binaries = FindBinaries();
        var folder = (await RunAsync("mktemp", "-d", "-t", "apikeys-postgresql-XXXXXX")).Trim();
        var server = new PostgreSqlServer(binaries, folder, FreePort());
        try
        {
            await server.CreateClusterAsync(isDurable);
            await server.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it again, on the same port and data.</summary>
    public async Task StartAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await ControlAsync("start", "-w", "-l", $"{folder}/log");
                return;
            }
            // After a kill the server's children take a moment to notice.
            catch (InvalidOperationException) when (attempt < Attempts)
            {
                await Task.Delay(Pause);
            }
        }
    }

    /// <param name="immediate">Breaks off what runs, as a crash does, instead of rolling it back.</param>
    public Task StopAsync(bool immediate = false) => ControlAsync("stop", "-w", "-m", immediate ? "immediate" : "fast");

    /// <summary>SIGKILL of the server.</summary>
    public async Task KillAsync()
    {
        var id = (await RunAsync("head", "-n", "1", $"{folder}/data/postmaster.pid")).Trim();
        await RunAsync("kill", "-KILL", id);
    }

    /// <summary>A new empty database; its connection string.</summary>
    public async Task<string> CreateDatabaseAsync(string? name = null)
    {
        name ??= $"test_{Interlocked.Increment(ref databases)}";
        await ExecuteAsync(ConnectionStringOf(User), $"CREATE DATABASE {name}");
        return ConnectionStringOf(name);
    }

    public async Task DropDatabaseAsync(string connectionString)
    {
        await using (var connection = new NpgsqlConnection(connectionString))
            NpgsqlConnection.ClearPool(connection);
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database;
        await ExecuteAsync(ConnectionStringOf(User), $"DROP DATABASE {name} WITH (FORCE)");
    }

    /// <summary>One value from a database, on a connection of its own.</summary>
    public static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    public static Task ExecuteAsync(string connectionString, string sql) => ScalarAsync(connectionString, sql);

    public async ValueTask DisposeAsync()
    {
        watchdog.StandardInput.Close();
        await watchdog.WaitForExitAsync();
        watchdog.Dispose();
    }

    private string ConnectionStringOf(string database) =>
        $"Host=127.0.0.1;Port={Port};Username={User};Database={database}";

    private async Task CreateClusterAsync(bool isDurable)
    {
        string[] options = ["-A", "trust", "-U", User, "-E", "UTF8", "--locale", "C.UTF-8", "-N"];
        await RunAsync($"{binaries}/initdb", ["-D", $"{folder}/data", .. options]);
        const string Append = "printf '%s\\n' \"$@\" >> \"$0\"";
        string[] settings =
        [
            $"port = {Port}",
            "listen_addresses = '127.0.0.1'",
            "unix_socket_directories = ''",
            "max_connections = 300",
            "deadlock_timeout = '200ms'",
            $"fsync = {(isDurable ? "on" : "off")}",
        ];
        await RunAsync("sh", ["-c", Append, $"{folder}/data/postgresql.conf", .. settings]);
    }

    private Task<string> ControlAsync(string verb, params string[] arguments) =>
        RunAsync($"{binaries}/pg_ctl", [verb, "-D", $"{folder}/data", .. arguments]);

    private static string FindBinaries()
    {
        var versions = Directory.Exists(Versions) ? Directory.GetDirectories(Versions) : [];
        var newest = versions
            .Where(version => File.Exists($"{version}/bin/initdb"))
            .MaxBy(version => int.TryParse(Path.GetFileName(version), out var number) ? number : 0);
        return newest is null
            ? throw new InvalidOperationException(
                $"PostgreSQL's server is not installed below {Versions}: apt-get install postgresql."
            )
            : $"{newest}/bin";
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode == 0)
            return await output;
        throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await output} {await errors}");
    }

    // The server refuses to run as root, so root does everything here as the server's user.
    private static Process Start(string program, IEnumerable<string> arguments)
    {
        string[] asUser = Environment.IsPrivilegedProcess
            ? ["setpriv", $"--reuid={User}", $"--regid={User}", "--init-groups"]
            : [];
        string[] all = [.. asUser, program, .. arguments];
        var start = new ProcessStartInfo(all[0], all[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        return Process.Start(start)!;
    }
}
