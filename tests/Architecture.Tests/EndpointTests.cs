using System.Reflection;
using ApiKeys.Application;
using ApiKeys.Application.UnitTests;
using AutoMapper;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ApiKeys.Architecture.Tests;

public sealed class EndpointTests
{
    private static readonly Assembly WebApi = typeof(Program).Assembly;

    private static readonly MethodInfo[] Actions =
    [
        .. WebApi
            .GetTypes()
            .Where(type => type.IsSubclassOf(typeof(ControllerBase)) && !type.IsAbstract)
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance))
            .Where(method => typeof(ControllerBase).IsAssignableFrom(method.DeclaringType))
            .Where(method => method.DeclaringType != typeof(ControllerBase) && !method.IsSpecialName),
    ];

    [Test]
    public void EveryAction_NamesAMethodOfHttp()
    {
        Assert.That(Actions, Is.Not.Empty);
        Assert.That(Actions.Where(action => action.GetCustomAttribute<HttpMethodAttribute>() is null), Is.Empty);
    }

    [Test]
    public void EveryAction_NamesItsPolicy() => Assert.That(Actions.Where(action => !HasPolicy(action)), Is.Empty);

    [Test]
    public void NoAction_IsAnonymous() => Assert.That(Actions.Where(IsMarked<AllowAnonymousAttribute>), Is.Empty);

    [Test]
    public void EveryMap_OfTheWholeService_IsValid()
    {
        var services = new ServiceCollection();
        services.AddApplication(WebApi);
        using var provider = services.BuildServiceProvider();

        var configuration = provider.GetRequiredService<IMapper>().ConfigurationProvider;

        Assert.That(configuration.GetAllTypeMaps(), Has.Length.GreaterThan(5));
        Assert.That(configuration.GetAllTypeMaps().Where(map => map.MaxDepth == 0), Is.Empty);
        Assert.That(MapCheck.Unfilled(configuration), Is.Empty);
    }

    private static bool HasPolicy(MethodInfo action) =>
        action
            .GetCustomAttributes<AuthorizeAttribute>()
            .Concat(action.DeclaringType!.GetCustomAttributes<AuthorizeAttribute>())
            .Any(authorize => !string.IsNullOrEmpty(authorize.Policy));

    private static bool IsMarked<T>(MethodInfo action)
        where T : Attribute => action.IsDefined(typeof(T)) || action.DeclaringType!.IsDefined(typeof(T));
}
