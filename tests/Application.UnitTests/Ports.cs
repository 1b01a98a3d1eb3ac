using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Domain.Common;
using ApiKeys.Domain.Keys;
using AutoMapper;
using Microsoft.Extensions.DependencyInjection;
using Moq;

namespace ApiKeys.Application.UnitTests;

/// <summary>What a handler talks to, as strict mocks: a call that no test asked for fails it. Calls are kept in order.</summary>
internal sealed class Ports
{
    public static readonly Error Conflict = new NameConflictError(Guid.CreateVersion7(), "zyxwvutsrqponm");
    public static readonly KeyReference Reference = new KeyReference.BySelector(TestKeys.Selector);
    private static readonly CancellationTokenSource Source = new();
    private static readonly IMapper SharedMapper = CreateMapper();

    public Ports(string? workspaceId = TestKeys.Workspace, bool mayGrantAll = false)
    {
        var caller = new Mock<ICaller>(MockBehavior.Strict);
        caller.Setup(who => who.Tenant).Returns(new Tenant(TestKeys.Org, workspaceId));
        caller.Setup(who => who.Actor).Returns("user:bob");
        caller.Setup(who => who.MayGrantAll).Returns(mayGrantAll);
        Caller = caller.Object;
    }

    /// <summary>A token of its own, so that one that was not passed on is seen.</summary>
    public static CancellationToken Ct => Source.Token;

    public List<string> Calls { get; } = [];

    public ICaller Caller { get; }

    public IMapper Mapper { get; } = SharedMapper;

    public Mock<IApiKeyRepository> Keys { get; } = new(MockBehavior.Strict);

    public Mock<IApiKeyReader> Reader { get; } = new(MockBehavior.Strict);

    public Mock<IUnitOfWork> UnitOfWork { get; } = new(MockBehavior.Strict);

    public Mock<IKeyTokenGenerator> Tokens { get; } = new(MockBehavior.Strict);

    public ManualClock Clock { get; } = new(TestKeys.Now.AddMinutes(1).AddTicks(7));

    /// <summary>The clock's instant as it is stored: cut to milliseconds.</summary>
    public static DateTimeOffset Now => TestKeys.Now.AddMinutes(1);

    /// <summary>What was added, as it was when it was added.</summary>
    public ApiKey? Added { get; private set; }

    /// <summary>The answer saved for a repeat of the request.</summary>
    public object? Remembered { get; private set; }

    /// <summary>The repository finds <paramref name="key"/>, for exactly this caller's tenant and this reference.</summary>
    public Ports Finding(ApiKey? key)
    {
        Keys.Setup(keys => keys.FindAsync(Caller.Tenant, Reference, Ct))
            .Callback(() => Calls.Add("load"))
            .ReturnsAsync(key);
        return this;
    }

    public Ports Adding()
    {
        Keys.Setup(keys => keys.Add(It.IsAny<ApiKey>()))
            .Callback<ApiKey>(key =>
            {
                Calls.Add("add");
                Added = key;
            });
        return this;
    }

    public Ports Drawing(KeyToken token)
    {
        Tokens.Setup(tokens => tokens.Draw(token.Environment!.Value)).Callback(() => Calls.Add("draw")).Returns(token);
        return this;
    }

    public Ports Saving(Result? outcome = null)
    {
        UnitOfWork
            .Setup(work => work.SaveAsync(Ct))
            .Callback(() => Calls.Add("save"))
            .ReturnsAsync(outcome ?? Result.Success);
        UnitOfWork
            .Setup(work => work.SaveAsync(It.IsAny<object>(), Ct))
            .Callback<object, CancellationToken>(
                (answer, _) =>
                {
                    Calls.Add("save");
                    Remembered = answer;
                }
            )
            .ReturnsAsync(outcome ?? Result.Success);
        return this;
    }

    private static IMapper CreateMapper()
    {
        var services = new ServiceCollection();
        services.AddApplication();
        return services.BuildServiceProvider().GetRequiredService<IMapper>();
    }
}
