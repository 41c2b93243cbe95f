using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace AiIdentity.Client;

/// <summary>What the dashboard's first view reads, described when this is compiled: in the browser, finding it out takes longer than the call.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Me))]
[JsonSerializable(typeof(PageOfIdentityView))]
internal sealed partial class RegistryJson : JsonSerializerContext;

public partial class RegistryClient
{
    static partial void UpdateJsonSerializerSettings(JsonSerializerOptions settings)
    {
        settings.TypeInfoResolverChain.Add(RegistryJson.Default);
        settings.TypeInfoResolverChain.Add(new DefaultJsonTypeInfoResolver());
    }
}
