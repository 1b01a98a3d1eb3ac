using System.Reflection;
using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Application.Common.Behaviours;
using ApiKeys.Application.Keys;
using ApiKeys.Application.Keys.Authentication;
using ApiKeys.Application.Keys.Commands.IssueApiKey;
using ApiKeys.Application.Keys.Commands.RotateApiKey;
using ApiKeys.Domain.Common;
using AutoMapper;
using AutoMapper.Configuration;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace ApiKeys.Application;

public static class DependencyInjection
{
    /// <summary>The use cases. <paramref name="profiles"/>: the assemblies with further AutoMapper profiles.</summary>
    public static IServiceCollection AddApplication(this IServiceCollection services, params Assembly[] profiles)
    {
        var own = typeof(DependencyInjection).Assembly;

        services.AddTransient<ServiceFactory>(provider => provider.GetRequiredService);
        services.AddTransient<IMediator, Mediator>();
        foreach (var handler in own.DefinedTypes.Where(type => !type.IsAbstract && !type.IsGenericTypeDefinition))
        {
            foreach (var contract in handler.ImplementedInterfaces.Where(IsHandlerContract))
                services.AddTransient(contract, handler);
        }

        // In the order in which they wrap the handler.
        services.AddTransient(typeof(IPipelineBehavior<,>), typeof(LoggingBehaviour<,>));
        services.AddTransient(typeof(IPipelineBehavior<,>), typeof(StaleReadBehaviour<,>));
        services.AddIdempotent<IssueApiKeyCommand, IssuedApiKey>();
        services.AddIdempotent<RotateApiKeyCommand, RotatedApiKey>();
        services.AddScoped<IdempotentRequest>();
        services.AddSingleton<StaleReadQueue>();
        services.AddSingleton<ApiKeyAuthenticator>();
        services.AddTransient(typeof(IPipelineBehavior<,>), typeof(ValidationBehaviour<,>));

        foreach (var found in AssemblyScanner.FindValidatorsInAssembly(own, includeInternalTypes: true))
            services.AddSingleton(found.InterfaceType, found.ValidatorType);

        return services.AddSingleton<IMapper>(CreateMapper([own, .. profiles]));
    }

    private static void AddIdempotent<TCommand, TAnswer>(this IServiceCollection services)
        where TCommand : IRequest<Result<TAnswer>>, IIdempotentCommand
        where TAnswer : class =>
        services.AddTransient<IPipelineBehavior<TCommand, Result<TAnswer>>, IdempotencyBehaviour<TCommand, TAnswer>>();

    private static bool IsHandlerContract(Type contract) =>
        contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IRequestHandler<,>);

    private static Mapper CreateMapper(Assembly[] assemblies)
    {
        var expression = new MapperExpression
        {
            ShouldUseConstructor = constructor => constructor.IsPublic,
            // A list that is absent stays null and does not become an empty one.
            AllowNullCollections = true,
        };
        foreach (var profile in assemblies.SelectMany(assembly => assembly.DefinedTypes).Where(IsProfile))
            expression.AddProfile((Profile)Activator.CreateInstance(profile.AsType())!);
        return new Mapper(new MapperConfiguration(expression));
    }

    private static bool IsProfile(Type type) => type.IsSubclassOf(typeof(Profile)) && !type.IsAbstract;

    // AutoMapper 8 looks for extension methods in a way that throws on .NET 10; none are used here.
    private sealed class MapperExpression : MapperConfigurationExpression, IProfileConfiguration
    {
        IEnumerable<MethodInfo> IProfileConfiguration.SourceExtensionMethods => [];
    }
}
