using ApiKeys.Domain.Keys;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace ApiKeys.Infrastructure.Persistence;

/// <summary>Instants as UTC on every database; SQLite cannot order or compare <see cref="DateTimeOffset"/>.</summary>
internal sealed class UtcConverter()
    : ValueConverter<DateTimeOffset, DateTime>(
        instant => instant.UtcDateTime,
        stored => new DateTimeOffset(DateTime.SpecifyKind(stored, DateTimeKind.Utc))
    );

internal sealed class ApiKeyNameConverter()
    : ValueConverter<ApiKeyName, string>(name => name.Value, stored => ApiKeyName.FromStorage(stored));

internal sealed class KeyEnvironmentConverter()
    : ValueConverter<KeyEnvironment, string>(
        environment => environment.Word(),
        stored => KeyEnvironments.Parse(stored)!.Value
    );

/// <summary>Scopes hold no space, so they are stored as RFC 6749 writes them: separated by one.</summary>
internal sealed class ScopesConverter()
    : ValueConverter<IReadOnlyList<string>, string>(
        scopes => string.Join(' ', scopes),
        stored => stored.Split(' ', StringSplitOptions.RemoveEmptyEntries)
    );

internal sealed class ScopesComparer()
    : ValueComparer<IReadOnlyList<string>>(
        (left, right) => ReferenceEquals(left, right) || left!.SequenceEqual(right!),
        scopes => scopes.Aggregate(0, (hash, scope) => HashCode.Combine(hash, scope)),
        scopes => scopes
    );
