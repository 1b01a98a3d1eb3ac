using ApiKeys.Domain.Keys;

namespace ApiKeys.Application.Common.Abstractions;

/// <summary>Draws new secrets from the system's cryptographic random numbers.</summary>
public interface IKeyTokenGenerator
{
    KeyToken Draw(KeyEnvironment environment);
}
