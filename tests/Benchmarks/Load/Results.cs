namespace ApiKeys.Benchmarks.Load;

/// <summary>One load on the service and on the floor, with the share of the floor's throughput to reach.</summary>
internal sealed record Comparison(string Kind, string Provider, Measurement Service, Measurement Floor, double Goal)
{
    public double Throughput => Service.PerSecond / Floor.PerSecond;

    /// <summary>How many times the floor's; a goal for renames only.</summary>
    public double P99 => Service.P99 / Floor.P99;

    public double? P99Goal => Kind == "rename" ? 2 : null;

    public bool MeetsItsGoal => Throughput >= Goal && (P99Goal is null || P99 <= P99Goal);
}

/// <summary>The resident memory of the service after a load, in MiB.</summary>
internal sealed record MemoryUse(string Provider, double Mebibytes)
{
    public const double Goal = 300;

    public bool MeetsItsGoal => Mebibytes <= Goal;
}

/// <summary>The median latency of one request, in milliseconds, among few and among many keys.</summary>
internal sealed record Growth(string What, string Provider, double Few, double Many, double? Goal)
{
    public double Ratio => Many / Few;

    public bool MeetsItsGoal => Goal is null || Ratio <= Goal;
}
