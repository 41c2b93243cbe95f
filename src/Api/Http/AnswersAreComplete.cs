using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using AiIdentity.Application.Identities;
using NJsonSchema.Generation;

namespace AiIdentity.Api.Http;

/// <summary>Describes answers as they are: every member is always there, null where there is nothing to say; but for what a method tells of its own.</summary>
internal sealed class AnswersAreComplete : ISchemaProcessor
{
    public void Process(SchemaProcessorContext context)
    {
        var type = context.ContextualType.Type;
        if (type.IsEnum || type == typeof(SurfaceClaim) || type.Name.EndsWith("Body", StringComparison.Ordinal) || type.Namespace?.StartsWith(nameof(AiIdentity), StringComparison.Ordinal) != true) return;
        foreach (var (name, property) in context.Schema.Properties) property.IsRequired = !IsLeftOutAtTimes(type, name);
    }

    // What is a method's own came later than the rest: a client that needs it would not read an earlier registry.
    private static bool IsLeftOutAtTimes(Type type, string name) =>
        type.GetProperties().Single(p => Json.Options.PropertyNamingPolicy!.ConvertName(p.Name) == name) is var property
        && (property.PropertyType == typeof(JsonElement?) || property.GetCustomAttribute<JsonIgnoreAttribute>() is { Condition: JsonIgnoreCondition.WhenWritingNull });
}
