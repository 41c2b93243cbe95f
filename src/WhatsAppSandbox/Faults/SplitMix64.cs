namespace AiIdentity.WhatsAppSandbox.Faults;

// Steele, Lea and Flood 2014. System.Random promises no sequence over runtimes; chaos promises one per seed.
internal static class SplitMix64
{
    internal static ulong At(ulong seed, ulong index)
    {
        unchecked
        {
            var z = seed + (index + 1) * 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    // 53 bits: each value is exact, 1 is never reached.
    internal static double UnitAt(ulong seed, ulong index) => (At(seed, index) >> 11) * (1.0 / (1UL << 53));
}
