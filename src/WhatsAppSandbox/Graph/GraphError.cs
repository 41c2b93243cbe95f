using System.Text.Json.Nodes;
using AiIdentity.WhatsAppSandbox.Numbers;

namespace AiIdentity.WhatsAppSandbox.Graph;

internal sealed record GraphError(int HttpStatus, int Code, string Message)
{
    internal string Type { get; init; } = "OAuthException";
    internal int? Subcode { get; init; }
    internal bool? IsTransient { get; init; }
    internal JsonNode? Data { get; init; }

    internal static GraphError NoToken => new(401, 190, "An access token is required to request this resource.");

    internal static GraphError UnknownToken => new(401, 190, "Invalid OAuth access token - Cannot parse access token");

    internal static GraphError UnknownPath => new(400, 2500, "Unknown path components") { Type = "OAuthException" };

    internal static GraphError MissingOrHidden(string id) => new(400, 100,
        $"Unsupported get request. Object with ID '{id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation. "
        + "Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api")
    { Type = "GraphMethodException", Subcode = 33 };

    internal static GraphError UnknownField(string field, string type) =>
        new(400, 100, $"(#100) Tried accessing nonexisting field ({field}) on node type ({type})");

    internal static GraphError BadParameter(string name) => new(400, 100, $"(#100) Param {name} is not valid");

    internal IResult ToResult()
    {
        var error = new JsonObject { ["message"] = Message, ["type"] = Type, ["code"] = Code };
        if (Subcode is { } subcode) error["error_subcode"] = subcode;
        if (IsTransient is { } transient) error["is_transient"] = transient;
        if (Data is { } data) error["error_data"] = data.DeepClone();
        error["fbtrace_id"] = SandboxIds.NewTraceId();
        return SandboxJson.Answer(new JsonObject { ["error"] = error }, HttpStatus);
    }
}
