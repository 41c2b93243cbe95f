using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace AiIdentity.Api.Tests.Accounts;

/// <summary>A device with one passkey (WebAuthn Level 3, ES256, attestation "none"), as a browser would drive it.</summary>
internal sealed class Authenticator : IDisposable
{
    private const byte UserPresent = 0x01, UserVerified = 0x04, HasCredential = 0x40;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] _id = RandomNumberGenerator.GetBytes(16);
    private string? _user;
    private uint _count;

    public string Id => Base64Url.EncodeToString(_id);

    public string Origin { get; init; } = RegistryHost.Issuer;

    public string Domain { get; init; } = new Uri(RegistryHost.Issuer).Host;

    public bool VerifiesUser { get; init; } = true;

    /// <summary>Makes the passkey that a question asks for.</summary>
    public object Make(JsonNode question)
    {
        _user = question["options"]!["user"]!["id"]!.GetValue<string>();
        var point = _key.ExportParameters(false).Q;
        // COSE_Key {1: 2, 3: -7, -1: 1, -2: x, -3: y}
        byte[] publicKey = [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. point.X!, 0x22, 0x58, 0x20, .. point.Y!];
        byte[] data = [.. Data(HasCredential), .. new byte[16], 0, (byte)_id.Length, .. _id, .. publicKey];
        byte[] attestation = [0xA3, .. Text("fmt"), .. Text("none"), .. Text("attStmt"), 0xA0, .. Text("authData"), 0x59, (byte)(data.Length >> 8), (byte)data.Length, .. data];
        return Answer(question, new
        {
            clientDataJSON = Base64Url.EncodeToString(ClientData("webauthn.create", question)),
            attestationObject = Base64Url.EncodeToString(attestation),
            transports = new[] { "internal" },
        });
    }

    /// <summary>Shows the passkey that it made.</summary>
    public object Show(JsonNode question)
    {
        _count++;
        var (data, client) = (Data(0), ClientData("webauthn.get", question));
        byte[] signed = [.. data, .. SHA256.HashData(client)];
        return Answer(question, new
        {
            clientDataJSON = Base64Url.EncodeToString(client),
            authenticatorData = Base64Url.EncodeToString(data),
            signature = Base64Url.EncodeToString(_key.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)),
            userHandle = _user,
        });
    }

    public void Dispose() => _key.Dispose();

    private Dictionary<string, object> Answer(JsonNode question, object response) => new(StringComparer.Ordinal)
    {
        ["state"] = question["state"]!.GetValue<string>(),
        ["credential"] = new { id = Id, rawId = Id, type = "public-key", clientExtensionResults = new { }, response },
    };

    private byte[] Data(byte flags)
    {
        var count = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(count, _count);
        return [.. SHA256.HashData(Encoding.ASCII.GetBytes(Domain)), (byte)(flags | UserPresent | (VerifiesUser ? UserVerified : 0)), .. count];
    }

    private byte[] ClientData(string type, JsonNode question) => Encoding.UTF8.GetBytes(
        new JsonObject { ["type"] = type, ["challenge"] = question["options"]!["challenge"]!.GetValue<string>(), ["origin"] = Origin, ["crossOrigin"] = false }.ToJsonString());

    private static byte[] Text(string text) => [(byte)(0x60 + text.Length), .. Encoding.ASCII.GetBytes(text)];
}
