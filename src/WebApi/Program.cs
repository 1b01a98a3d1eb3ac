using ApiKeys.Infrastructure;
using ApiKeys.WebApi;
using ApiKeys.WebApi.Operator;
using Microsoft.Extensions.Options;

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
catch (Exception exception) when (exception is SchemaIsOlderException or OptionsValidationException)
{
    // Both say what the operator has to do; a stack trace would only hide it.
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
