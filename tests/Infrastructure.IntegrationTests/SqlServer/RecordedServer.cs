using System.Data;
using System.Data.Common;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ApiKeys.Infrastructure.IntegrationTests.SqlServer;

/// <summary>
/// Stands in for a SQL Server: keeps what the provider sends, and answers as if one key were there, so that an operation
/// goes on to its end.
/// </summary>
internal sealed partial class RecordedServer : DbConnectionInterceptor
{
    private static readonly DateTime Instant = TestKeys.Start.UtcDateTime;

    private static readonly Dictionary<string, object> Row = new()
    {
        ["id"] = Guid.CreateVersion7(),
        ["key_id"] = Guid.CreateVersion7(),
        ["org_id"] = TestKeys.Tenant.OrgId,
        ["workspace_id"] = TestKeys.Tenant.WorkspaceId!,
        ["environment"] = "test",
        ["selector"] = "abcdefghijklmn",
        ["name"] = "Billing",
        ["normalized_name"] = "BILLING",
        ["verifier_hash"] = new byte[32],
        ["scopes"] = "read:chat",
        ["created_by"] = TestKeys.Actor,
        ["created_at"] = Instant,
        ["version"] = 1,
        ["type"] = "api_key.issued",
        ["at"] = Instant,
        ["actor"] = TestKeys.Actor,
        ["data"] = "{}",
        ["caller_hash"] = new byte[32],
        ["key_hash"] = new byte[32],
        ["fingerprint"] = new byte[32],
        ["sealed_answer"] = new byte[64],
    };

    /// <summary>What was sent, in order.</summary>
    public List<string> Statements { get; } = [];

    /// <summary>What the next save fails with.</summary>
    public Exception? Refusal { get; set; }

    public override InterceptionResult<DbConnection> ConnectionCreating(
        ConnectionCreatingEventData eventData,
        InterceptionResult<DbConnection> result
    ) => InterceptionResult<DbConnection>.SuppressWithResult(new RecordedConnection(this));

    /// <summary>Keeps a statement and answers it.</summary>
    public DbDataReader Answer(string sql)
    {
        Statements.Add(sql);
        var changes = ChangedRow().Count(sql);
        if (changes > 0 && Refusal is { } refusal)
        {
            Refusal = null;
            throw refusal;
        }

        DataTable[] results =
            changes > 0 ? [.. Enumerable.Range(0, changes).Select(_ => Value(1))]
            : sql.Contains("EXISTS", StringComparison.Ordinal) ? [Value(true)]
            : sql.Contains("COUNT(*)", StringComparison.Ordinal) ? [Value(1)]
            : [KeyRow(sql[..Math.Max(0, sql.IndexOf("FROM", StringComparison.Ordinal))])];
        return new DataTableReader(results);
    }

    private static DataTable Value(object value)
    {
        var table = new DataTable();
        table.Columns.Add("value", value.GetType());
        table.Rows.Add(value);
        return table;
    }

    private static DataTable KeyRow(string selection)
    {
        var table = new DataTable();
        var columns = SelectedColumn().Matches(selection).Select(match => match.Groups[1].Value).ToArray();
        foreach (var column in columns)
            table.Columns.Add(column, Row.TryGetValue(column, out var value) ? value.GetType() : typeof(object));
        if (columns.Length > 0)
            table.Rows.Add([.. columns.Select(column => Row.GetValueOrDefault(column, DBNull.Value))]);
        return table;
    }

    [GeneratedRegex("OUTPUT 1")]
    private static partial Regex ChangedRow();

    [GeneratedRegex(@"\[\w+\]\.\[(\w+)\]")]
    private static partial Regex SelectedColumn();
}
