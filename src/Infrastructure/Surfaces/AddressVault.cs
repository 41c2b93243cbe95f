using System.Security.Cryptography;
using System.Text;
using AiIdentity.Application.Surfaces;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Infrastructure.Persistence;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace AiIdentity.Infrastructure.Surfaces;

internal sealed class AddressVault(RegistrySecrets secrets, IDataProtectionProvider protection, SurfaceSchemes schemes) : IAddressVault
{
    internal const string Purpose = "AiIdentity.Addresses";
    private readonly IDataProtector _protector = protection.CreateProtector(Purpose);

    public AddressKey KeyOf(SurfaceAddress address) => new(Hash(RegistrySecrets.Addresses, address.Folded));

    public SealedAddress Seal(SurfaceAddress address) => new(KeyOf(address), _protector.Protect(address.Canonical));

    public SurfaceAddress Open(string sealedAddress) => schemes.Parse(_protector.Unprotect(sealedAddress));

    public string Digest(string purpose, string text) => Hash(RegistrySecrets.Digests, $"{purpose}\n{text}");

    private string Hash(string secret, string text) =>
        WebEncoders.Base64UrlEncode(HMACSHA256.HashData(secrets.Get(secret), Encoding.UTF8.GetBytes(text)));
}
