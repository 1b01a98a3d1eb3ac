using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Domain.Keys;

namespace ApiKeys.WebApi.Operator;

/// <summary>The operator at the console, within the tenant a command names.</summary>
internal sealed class OperatorCaller : ICaller
{
    public const string CliActor = "system:cli";

    public string Actor => CliActor;

    public Tenant Tenant { get; set; } = new("", "");

    public bool MayGrantAll => true;
}
