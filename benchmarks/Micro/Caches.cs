using System.ComponentModel;
using BenchmarkDotNet.Attributes;
using BitFaster.Caching.Lru;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace AiIdentity.Micro;

/// <summary>A hit in memory: what the answers of whois are cached in, against HybridCache, with and without a tag by which an identity's entries end.</summary>
[MemoryDiagnoser]
public class Caches
{
    private static readonly string[] Tag = ["aii_01ARZ3NDEKTSV4RRFFQ69G5FAV"];
    private readonly ConcurrentLru<string, Finished> _lru = new(32_768);
    private HybridCache _hybrid = null!;

    [GlobalSetup]
    public void Fill()
    {
        var services = new ServiceCollection();
        services.AddHybridCache();
        _hybrid = services.BuildServiceProvider().GetRequiredService<HybridCache>();
        for (var i = 0; i < 1_000; i++) _lru.AddOrUpdate($"wa:@agent{i}", new Finished(new byte[1_500]));
    }

    [Benchmark(Baseline = true)]
    public bool Lru() => _lru.TryGet("wa:@agent77", out _);

    [Benchmark]
    public ValueTask<Finished> Hybrid() => _hybrid.GetOrCreateAsync("wa:@agent77", static _ => new ValueTask<Finished>(new Finished(new byte[1_500])));

    [Benchmark]
    public ValueTask<Finished> HybridTagged() =>
        _hybrid.GetOrCreateAsync("wa:@agent78", static _ => new ValueTask<Finished>(new Finished(new byte[1_500])), tags: Tag);

    [ImmutableObject(true)]
    public sealed record Finished(byte[] Bytes);
}
