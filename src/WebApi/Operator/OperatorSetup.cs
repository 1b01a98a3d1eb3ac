using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Infrastructure;

namespace ApiKeys.WebApi.Operator;

internal static class OperatorSetup
{
    private const int Failed = 1;
    private const int WrongUsage = 2;

    /// <summary>The command in the arguments, if any; wrong usage is told and ends the process.</summary>
    public static (OperatorCommand? Command, string[] Settings) TakeCommand(string[] args)
    {
        try
        {
            return OperatorCommand.TakeFrom(args);
        }
        catch (UsageException wrong)
        {
            Console.Error.WriteLine($"{wrong.Message} See --help.");
            Environment.Exit(WrongUsage);
            throw;
        }
    }

    /// <summary>Carries a command out with the services of the host, which never starts.</summary>
    public static async Task<int> RunAsync(this OperatorCommand command, WebApplicationBuilder builder)
    {
        if (command is OperatorCommand.ShowHelp)
        {
            Console.WriteLine(OperatorCommand.Help);
            return 0;
        }

        builder.Services.AddScoped<OperatorCaller>();
        builder.Services.AddScoped<ICaller>(provider => provider.GetRequiredService<OperatorCaller>());
        builder.Services.AddScoped<OperatorConsole>();
        await using var app = builder.Build();
        await using var scope = app.Services.CreateAsyncScope();
        var faults = app.Services.GetRequiredService<IDatabaseFaults>();
        try
        {
            return await scope.ServiceProvider.GetRequiredService<OperatorConsole>().RunAsync(command, default);
        }
        catch (Exception exception) when (faults.IsUnavailable(exception))
        {
            await Console.Error.WriteLineAsync(
                $"The database cannot be used now: {exception.GetBaseException().Message}"
            );
            return Failed;
        }
    }
}
