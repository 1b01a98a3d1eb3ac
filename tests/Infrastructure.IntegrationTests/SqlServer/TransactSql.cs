using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ApiKeys.Infrastructure.IntegrationTests.SqlServer;

internal static class TransactSql
{
    /// <summary>
    /// What the grammar of SQL Server 2019 has against a script, and against the scripts that it executes from string
    /// literals; nothing when all is well formed.
    /// </summary>
    public static string[] ErrorsIn(string script)
    {
        using var reader = new StringReader(script);
        var parsed = new TSql150Parser(initialQuotedIdentifiers: true).Parse(reader, out var errors);
        if (errors.Count > 0)
            return [.. errors.Select(error => $"{error.Line}:{error.Column} {error.Message}")];
        var literals = new ExecutedLiterals();
        parsed.Accept(literals);
        return [.. literals.Scripts.SelectMany(ErrorsIn)];
    }

    private sealed class ExecutedLiterals : TSqlFragmentVisitor
    {
        public List<string> Scripts { get; } = [];

        public override void Visit(ExecutableStringList node) =>
            Scripts.Add(string.Concat(node.Strings.OfType<StringLiteral>().Select(literal => literal.Value)));
    }
}
