namespace ApiKeys.Infrastructure;

/// <summary>Which database, by the configuration's section <c>Database</c>.</summary>
public sealed class DatabaseOptions
{
    public const string Section = "Database";
    public const string ConnectionStringName = "ApiKeys";
    public const string DefaultConnectionString = "Data Source=data/keys.db";

    /// <summary><c>Sqlite</c> (the default).</summary>
    public string Provider { get; set; } = "Sqlite";
}
