using NJsonSchema;
using NSwag;
using NSwag.Generation.AspNetCore;
using NSwag.Generation.Processors;
using NSwag.Generation.Processors.Contexts;

namespace AiIdentity.Api.Http;

/// <summary>A parameter that a route reads by <see cref="RawQuery"/>, and so has none of in its signature.</summary>
internal sealed record RawQueryParameter(string Name);

/// <summary>Describes what is read raw as what it is.</summary>
internal sealed class RawQueryParameters : IOperationProcessor
{
    public bool Process(OperationProcessorContext context)
    {
        if (context is not AspNetCoreOperationProcessorContext { ApiDescription.ActionDescriptor.EndpointMetadata: { } metadata }) return true;
        foreach (var parameter in metadata.OfType<RawQueryParameter>())
        {
            context.OperationDescription.Operation.Parameters.Insert(0, new OpenApiParameter
            {
                Name = parameter.Name,
                Kind = OpenApiParameterKind.Query,
                Position = 1,
                IsRequired = true,
                Schema = new JsonSchema { Type = JsonObjectType.String },
            });
        }

        return true;
    }
}

internal static class RawQueryExtensions
{
    public static RouteHandlerBuilder WithRawQuery(this RouteHandlerBuilder route, string name) => route.WithMetadata(new RawQueryParameter(name));
}
