using ApiKeys.Infrastructure;
using ApiKeys.WebApi;
using ApiKeys.WebApi.Operator;

var (command, settings) = OperatorSetup.TakeCommand(args);
var builder = WebApplication.CreateBuilder(settings);
builder.AddApiKeys();
try
{
    if (command is not null)
        return await command.RunAsync(builder);

    var app = builder.Build();
    app.UseApiKeys();
    await app.Services.PrepareDatabaseAsync();
    await app.RunAsync();
    return Environment.ExitCode;
}
catch (SchemaIsOlderException older)
{
    await Console.Error.WriteLineAsync(older.Message);
    return 1;
}
