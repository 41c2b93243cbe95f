using AiIdentity.Api.Authentication;
using AiIdentity.Api.Problems;
using Microsoft.AspNetCore.Http.Metadata;
using NJsonSchema;
using NSwag;
using NSwag.Generation.AspNetCore;
using NSwag.Generation.Processors;
using NSwag.Generation.Processors.Contexts;

namespace AiIdentity.Api.Http;

/// <summary>
/// Describes what the generator does not see: each answer's media type, the headers of requests and answers, who may ask, and the faults
/// that any route can meet. All of it from the same metadata that the routes run by.
/// </summary>
internal sealed class DescribedAnswers : IOperationProcessor
{
    public const string Bearer = "bearer";
    public const string Cookie = "cookie";
    private const string Json = "application/json";

    public bool Process(OperationProcessorContext context)
    {
        if (context is not AspNetCoreOperationProcessorContext { ApiDescription.ActionDescriptor.EndpointMetadata: { } metadata }) return true;
        var operation = context.OperationDescription.Operation;
        var problem = context.SchemaGenerator.GenerateWithReference<JsonSchema>(Namotion.Reflection.ContextualTypeExtensions.ToContextualType(typeof(Problem)), context.SchemaResolver);
        var writes = context.OperationDescription.Method is not OpenApiOperationMethod.Get;
        foreach (var status in writes ? new[] { "500", "503", "507" } : ["500", "503"])
        {
            if (!operation.Responses.ContainsKey(status)) operation.Responses[status] = new OpenApiResponse { Content = { [Json] = new OpenApiMediaType { Schema = problem } } };
        }

        foreach (var (status, answer) in operation.Responses) DescribeAnswer(status, answer, metadata);
        if (metadata.OfType<AccessMetadata>().LastOrDefault() is not null)
            operation.Security = [new OpenApiSecurityRequirement { [Bearer] = [] }, new OpenApiSecurityRequirement { [Cookie] = [] }];
        if (metadata.OfType<IdempotentMetadata>().Any())
            operation.Parameters.Add(HeaderOfRequest("Idempotency-Key", "Makes a retry safe: the same key and body are given the first answer again. 1 to 255 visible ASCII characters."));
        if (operation.Responses.ContainsKey("304"))
            operation.Parameters.Add(HeaderOfRequest("If-None-Match", "The ETag of an earlier answer: where it still holds, the answer is 304."));
        return true;
    }

    private static void DescribeAnswer(string status, OpenApiResponse answer, IList<object> metadata)
    {
        var code = int.Parse(status, System.Globalization.CultureInfo.InvariantCulture);
        var type = code >= 400 ? Problem.MediaType : metadata.OfType<IProducesResponseTypeMetadata>().LastOrDefault(m => m.StatusCode == code)?.ContentTypes.FirstOrDefault() ?? Json;
        if (type != Json && answer.Content.Remove(Json, out var content)) answer.Content[type] = content;
        if (code is 429 or 503) Name(answer, "Retry-After", "Seconds to wait before the next try.", JsonObjectType.Integer);
        if (code is 401) Name(answer, "WWW-Authenticate", "Bearer");
        if (code is 201) Name(answer, "Location", "The address of what was made.");
        if (code is 304 || (code is 200 && metadata.OfType<IProducesResponseTypeMetadata>().Any(m => m.StatusCode == 304))) Name(answer, "ETag", "Strong: it changes with the bytes.");
        if (code is 200 && metadata.OfType<CachedMetadata>().Any()) Name(answer, "Cache-Control", "How long anybody may keep the answer.");
    }

    private static void Name(OpenApiResponse answer, string header, string description, JsonObjectType type = JsonObjectType.String) =>
        answer.Headers[header] = new OpenApiHeader { Description = description, Schema = new JsonSchema { Type = type } };

    private static OpenApiParameter HeaderOfRequest(string name, string description) =>
        new() { Name = name, Kind = OpenApiParameterKind.Header, Description = description, Schema = new JsonSchema { Type = JsonObjectType.String }, IsRequired = false };
}

/// <summary>Answers say how long they may be kept.</summary>
internal sealed record CachedMetadata;
