using System.Diagnostics;
using System.Text;
using NSec.Cryptography;

namespace AiIdentity.Load;

/// <summary>What the cores can do at most: libsodium checks the signatures of real Passports on as many threads as there are cores, and does nothing else.</summary>
internal static class RawVerify
{
    public static double PerSecond(Place place, TimeSpan length)
    {
        using var key = Key.Create(SignatureAlgorithm.Ed25519);
        // Of the same length as the Passports that the Api is given; the key is another, since theirs is sealed.
        var inputs = File.ReadLines(place.Tokens).Take(4_000).Select(token => Encoding.ASCII.GetBytes(token[..token.LastIndexOf('.')]))
            .Select(input => (Input: input, Signature: SignatureAlgorithm.Ed25519.Sign(key, input))).ToArray();
        var (took, verified) = (Stopwatch.StartNew(), 0L);
        Parallel.For(0, Environment.ProcessorCount, core =>
        {
            for (var i = core; took.Elapsed < length; i++)
            {
                var (input, signature) = inputs[i % inputs.Length];
                if (!SignatureAlgorithm.Ed25519.Verify(key.PublicKey, input, signature)) throw new InvalidOperationException("A good signature was refused.");
                Interlocked.Increment(ref verified);
            }
        });
        return verified / took.Elapsed.TotalSeconds;
    }
}
