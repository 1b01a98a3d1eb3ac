using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Application.Keys.Authentication;
using ApiKeys.Benchmarks.Load;
using ApiKeys.Domain.Keys;
using BenchmarkDotNet.Attributes;

namespace ApiKeys.Benchmarks;

/// <summary>The steps inside a request that need neither network nor database.</summary>
[InProcess]
[MemoryDiagnoser]
public class InsideBenchmarks
{
    private static readonly SampleKey Sample = SampleKeys.Make(1);

    private readonly string name = "Production Server";
    private readonly string token = Sample.Token.Reveal();
    private readonly ApiKeyAuthenticator authenticator = new(new WarmCache(), new NoRecorder(), TimeProvider.System);

    [Benchmark]
    public KeyToken? ParseToken() => KeyToken.Parse(token);

    [Benchmark]
    public bool CreateName() => ApiKeyName.Create(name).IsFailure;

    [Benchmark]
    public async Task<bool> AuthenticateWarm() =>
        (await authenticator.AuthenticateAsync(token, default)).Verdict is KeyVerdict.Accepted;

    private sealed class WarmCache : ICredentialReader
    {
        private readonly Task<ApiKey?> key = Task.FromResult<ApiKey?>(Sample.ToKey());

        public Task<ApiKey?> FindAsync(string selector, CancellationToken ct) => key;
    }

    private sealed class NoRecorder : ILastUseRecorder
    {
        public void Record(Guid keyId, DateTimeOffset at) { }
    }
}
