using Microsoft.Extensions.DependencyInjection;

namespace AiIdentity.Client.Tests.Offline;

/// <summary>What is no policy, no address and no issuer is refused when it is given, not when it matters.</summary>
internal sealed class PolicyTests
{
    [Test]
    public void Every_value_of_a_policy_is_one_that_it_can_have() => Assert.Multiple(() =>
    {
        foreach (var tier in new[] { "", "gold", "Issued", "identity_verified " })
            Assert.That(() => new VerificationPolicy { MinimumTier = new Tier(tier) }, Throws.InstanceOf<ArgumentException>(), $"tier {tier}");
        foreach (var age in new[] { TimeSpan.FromTicks(-1), TimeSpan.MinValue, TimeSpan.FromDays(-1) })
        {
            Assert.That(() => new VerificationPolicy { MaximumProofAge = age }, Throws.InstanceOf<ArgumentException>());
            Assert.That(() => new VerificationPolicy { FailClosedWhenKeysAreOlderThan = age }, Throws.InstanceOf<ArgumentException>());
            Assert.That(() => new VerificationPolicy { FailClosedWhenStatusIsOlderThan = age }, Throws.InstanceOf<ArgumentException>());
            Assert.That(() => VerificationPolicy.Default with { MaximumProofAge = age }, Throws.InstanceOf<ArgumentException>());
        }

        Assert.That(new VerificationPolicy { MaximumProofAge = TimeSpan.Zero, FailClosedWhenKeysAreOlderThan = TimeSpan.MaxValue, MinimumTier = Tier.BusinessVerified }.MaximumProofAge, Is.EqualTo(TimeSpan.Zero));
        Assert.That(VerificationPolicy.Default.FailClosedWhenStatusIsOlderThan, Is.EqualTo(TimeSpan.FromHours(1)));
    });

    [TestCase("")]
    [TestCase("registry.example")]
    [TestCase("//registry.example")]
    [TestCase("ftp://registry.example")]
    [TestCase("file:///etc/passwd")]
    [TestCase("https://")]
    [TestCase("https:///x")]
    [TestCase("https://registry.example?x=1")]
    [TestCase("https://registry.example/#x")]
    [TestCase("https://user@registry.example")]
    [TestCase("https://registry.example \n")]
    public void An_issuer_that_is_no_URL_is_refused_when_the_verifier_is_made(string issuer)
    {
        using var http = new HttpClient { BaseAddress = new Uri("https://registry.example") };
        Assert.That(() => new PassportVerifier(http, issuer), Throws.ArgumentException);
        Assert.That(() => new PassportVerifier(new Uri("https://registry.example"), issuer), Throws.ArgumentException);
        Assert.That(() => new ServiceCollection().AddRegistryClient(options => (options.Address, options.Issuer) = (http.BaseAddress, issuer)), Throws.ArgumentException);
    }

    [Test]
    public void An_address_that_is_none_of_the_webs_is_refused() => Assert.Multiple(() =>
    {
        Assert.That(() => new PassportVerifier(new Uri("ftp://registry.example")), Throws.ArgumentException);
        Assert.That(() => new PassportVerifier(new Uri("file:///tmp")), Throws.ArgumentException);
        Assert.That(() => new ServiceCollection().AddRegistryClient(options => options.Address = new Uri("ftp://registry.example")), Throws.ArgumentException);
        Assert.That(() => new ServiceCollection().AddRegistryClient(options => options.Address = new Uri("registry", UriKind.Relative)), Throws.ArgumentException);
        Assert.That(() => new ServiceCollection().AddRegistryClient(_ => { }), Throws.ArgumentException);
    });

    [Test]
    public async Task Or_it_throws_with_the_verdict()
    {
        await using var registry = await StubRegistry.StartAsync();
        IPassportVerifier verifier = registry.Verifier();
        Assert.That((await verifier.VerifyOrThrowAsync(registry.Passport())).Identity, Is.EqualTo("aii_01ARZ3NDEKTSV4RRFFQ69G5FAV"));
        var refused = await Assert.ThrowsAsync<PassportRefusedException>(async () => await verifier.VerifyOrThrowAsync("eyJ"));
        Assert.That((refused!.Verdict.Reason, refused.Message), Is.EqualTo(((PassportReason?)PassportReason.Malformed, "The Passport is not accepted: malformed.")));
    }
}
