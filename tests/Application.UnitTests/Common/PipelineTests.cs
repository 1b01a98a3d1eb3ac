using ApiKeys.Application.Common;
using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Application.Keys.Commands.RenameApiKey;
using ApiKeys.Domain.Common;
using ApiKeys.Domain.Keys;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Moq;

namespace ApiKeys.Application.UnitTests;

/// <summary>A request on its whole way: behaviours, validator and handler as AddApplication registers them.</summary>
public sealed class PipelineTests
{
    private readonly CapturedLogs logs = new();

    [OneTimeTearDown]
    public void Dispose() => logs.Dispose();

    [Test]
    public async Task Send_AnInvalidRequest_IsRefusedWithItsFields_AndNoHandlerSeesIt()
    {
        var ports = new Ports();

        var result = await Send(ports, Rename(" "));

        Assert.That(((ValidationError)result.Error).Fields.Keys, Is.EqualTo(new[] { "name" }));
        Assert.That(ports.Calls, Is.Empty);
    }

    [Test]
    public async Task Send_WhenTheFirstSaveIsStale_HandlesTheFreshKey()
    {
        var stale = TestKeys.Issued("First");
        var fresh = TestKeys.Issued("Renamed by another");
        var ports = new Ports();
        ports
            .Keys.SetupSequence(keys => keys.FindAsync(ports.Caller.Tenant, Ports.Reference, Ports.Ct))
            .ReturnsAsync(stale)
            .ReturnsAsync(fresh);
        ports
            .UnitOfWork.SetupSequence(work => work.SaveAsync(Ports.Ct))
            .ThrowsAsync(new StaleReadException(new InvalidOperationException()))
            .ReturnsAsync(Result.Success);
        ports.UnitOfWork.Setup(work => work.StartAfresh());

        var result = await Send(ports, Rename("Second"));

        Assert.That(result.Value.Id, Is.EqualTo(fresh.Id));
        ports.UnitOfWork.Verify(work => work.StartAfresh(), Times.Once);
    }

    [TestCase("a very private name")]
    [TestCase("a very private name\u0007")]
    public async Task Send_LogsTheRequestsName_AndNothingOfItsContent(string name)
    {
        await Send(new Ports().Finding(TestKeys.Issued()).Saving(), Rename(name));

        Assert.That(logs.Text, Does.Contain("RenameApiKeyCommand"));
        Assert.That(logs.Text, Does.Not.Contain("private"));
        Assert.That(logs.Text, Does.Not.Contain(TestKeys.Selector));
    }

    [Test]
    public void AddApplication_RegistersAHandlerForEveryRequest()
    {
        using var provider = Services(new Ports()).BuildServiceProvider();
        var requests = typeof(DependencyInjection).Assembly.GetTypes().Where(IsRequest).ToArray();

        Assert.That(requests, Is.Not.Empty);
        Assert.That(requests.Where(request => Handler(provider, request) is null), Is.Empty);
    }

    [Test]
    public void WhatSavesIsACommand_SoThatAStaleReadIsHandledAgain()
    {
        var saving = typeof(DependencyInjection)
            .Assembly.GetTypes()
            .Where(type => HandlerContractOf(type) is not null)
            .Where(type =>
                type.GetConstructors()[0].GetParameters().Any(port => port.ParameterType == typeof(IUnitOfWork))
            )
            .Select(type => HandlerContractOf(type)!.GetGenericArguments()[0]);
        var commands = typeof(DependencyInjection).Assembly.GetTypes().Where(IsRequest).Where(IsCommand);

        Assert.That(saving, Is.Not.Empty);
        Assert.That(commands, Is.EquivalentTo(saving));
    }

    private static bool IsCommand(Type request) => request.IsAssignableTo(typeof(ICommand));

    private static Type? HandlerContractOf(Type type) =>
        type.GetInterfaces()
            .SingleOrDefault(contract =>
                contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IRequestHandler<,>)
            );

    private static object? Handler(ServiceProvider provider, Type request)
    {
        var response = request.GetInterfaces().Single(IsRequestContract).GetGenericArguments()[0];
        return provider.GetService(typeof(IRequestHandler<,>).MakeGenericType(request, response));
    }

    private static bool IsRequest(Type type) => type.GetInterfaces().Any(IsRequestContract);

    private static bool IsRequestContract(Type contract) =>
        contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IRequest<>);

    private static RenameApiKeyCommand Rename(string name) => new(Ports.Reference, name, VersionCondition.None);

    private async Task<T> Send<T>(Ports ports, IRequest<T> request)
    {
        await using var provider = Services(ports).BuildServiceProvider();
        return await provider.GetRequiredService<IMediator>().Send(request, Ports.Ct);
    }

    private ServiceCollection Services(Ports ports)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(logs).SetMinimumLevel(LogLevel.Trace));
        services.AddApplication();
        services.AddSingleton<TimeProvider>(ports.Clock);
        services.AddSingleton(new ScopeCatalogue(Scope.DefaultCatalogue));
        services.AddSingleton(ports.Caller);
        services.AddSingleton(ports.Keys.Object);
        services.AddSingleton(ports.Reader.Object);
        services.AddSingleton(ports.UnitOfWork.Object);
        services.AddSingleton(ports.Tokens.Object);
        services.AddSingleton(Mock.Of<ICredentialReader>());
        services.AddSingleton(Mock.Of<ILastUseRecorder>());
        services.AddSingleton(Mock.Of<IIdempotentAnswers>());
        return services;
    }
}
