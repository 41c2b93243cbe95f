namespace AiIdentity.WhatsAppSandbox;

internal sealed class Refusal(string detail, int status = StatusCodes.Status400BadRequest) : Exception(detail)
{
    internal static Refusal UnknownNumber(string phoneNumberId) =>
        new($"There is no number with the phone_number_id '{phoneNumberId}'.", StatusCodes.Status404NotFound);

    internal static async ValueTask<object?> AsProblem(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        try
        {
            return await next(call);
        }
        catch (Refusal refusal)
        {
            return SandboxJson.Problem(refusal.Status, refusal.Message);
        }
    }

    private int Status => status;
}
