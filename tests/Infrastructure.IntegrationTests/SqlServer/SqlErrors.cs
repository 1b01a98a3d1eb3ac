using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Data.SqlClient;

namespace ApiKeys.Infrastructure.IntegrationTests.SqlServer;

/// <summary>The client's exceptions, which only the client itself can make in the regular way.</summary>
internal static class SqlErrors
{
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic;

    public static SqlException Exception(int number)
    {
        var error = (SqlError)RuntimeHelpers.GetUninitializedObject(typeof(SqlError));
        Field(typeof(SqlError), nameof(SqlError.Number)).SetValue(error, number);
        var errors = (SqlErrorCollection)Activator.CreateInstance(typeof(SqlErrorCollection), nonPublic: true)!;
        typeof(SqlErrorCollection).GetMethod("Add", Hidden)!.Invoke(errors, [error]);
        Type[] signature = [typeof(SqlErrorCollection), typeof(string)];
        return (SqlException)
            typeof(SqlException).GetMethod("CreateException", Hidden, signature)!.Invoke(null, [errors, "1.0"])!;
    }

    private static FieldInfo Field(Type type, string property) =>
        type.GetFields(Hidden)
            .Single(field =>
                field.Name.Contains(property, StringComparison.OrdinalIgnoreCase)
                && field.FieldType == typeof(int)
                && !field.Name.Contains("Line", StringComparison.OrdinalIgnoreCase)
                && !field.Name.Contains("win32", StringComparison.OrdinalIgnoreCase)
            );
}
