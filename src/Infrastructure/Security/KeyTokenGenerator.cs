using System.Security.Cryptography;
using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Domain.Keys;

namespace ApiKeys.Infrastructure.Security;

internal sealed class KeyTokenGenerator : IKeyTokenGenerator
{
    public KeyToken Draw(KeyEnvironment environment) =>
        KeyToken.Create(
            environment,
            RandomNumberGenerator.GetString(KeyToken.SelectorAlphabet, KeyToken.SelectorLength),
            RandomNumberGenerator.GetString(KeyToken.VerifierAlphabet, KeyToken.VerifierLength)
        );
}
