using System.Diagnostics;

namespace AiIdentity.Api.Tests.Disclosure;

/// <summary>The clock's part of the promise; only a drill, since a busy machine proves nothing.</summary>
internal sealed class TimingTests : RegistryFixture
{
    private const int Lookups = 2_000;

    [Test]
    [Category("Drill")]
    public async Task A_hidden_number_takes_as_long_as_an_unknown_one()
    {
        var (person, identity, surface, number) = await BoundAsync("+447700900123");
        await number.WriteAsync("hello");
        (await Registry.Patch($"/api/v1/identities/{identity}/surfaces/{surface}", new { @public = false }, person.Bearer)).Must(200);
        string[] paths = ["/api/v1/whois?surface=wa:+447700900123", "/api/v1/whois?surface=wa:+447700900124"];
        var took = new[] { new List<double>(), new List<double>() };
        for (var i = -300; i < Lookups; i++)
        {
            // In turn first and second: what comes second may find things warm.
            foreach (var which in i % 2 == 0 ? new[] { 0, 1 } : [1, 0])
            {
                var watch = Stopwatch.GetTimestamp();
                using var answer = await Registry.Http.GetAsync(new Uri(paths[which], UriKind.Relative));
                await answer.Content.ReadAsByteArrayAsync();
                if (i >= 0) took[which].Add(Stopwatch.GetElapsedTime(watch).TotalMicroseconds);
            }
        }

        var (hidden, unknown) = (Median(took[0]), Median(took[1]));
        TestContext.Progress.WriteLine($"Medians of {Lookups} interleaved look-ups: hidden {hidden:F0} µs, unknown {unknown:F0} µs, {Math.Abs(hidden - unknown) / unknown:P1} apart.");
        Assert.That(hidden / unknown, Is.EqualTo(1).Within(0.05));
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return (values[(values.Count - 1) / 2] + values[values.Count / 2]) / 2;
    }
}
