using AiIdentity.WhatsAppSandbox.Calls;
using AiIdentity.WhatsAppSandbox.Faults;
using AiIdentity.WhatsAppSandbox.Graph;
using AiIdentity.WhatsAppSandbox.Numbers;

namespace AiIdentity.WhatsAppSandbox.Admin;

internal static class AdminEndpoints
{
    internal static void MapAdmin(this RouteGroupBuilder sandbox)
    {
        var admin = sandbox.MapGroup("/admin").AddEndpointFilter(Refusal.AsProblem);
        admin.MapGet("/numbers", (NumberStore numbers) => SandboxJson.Answer(numbers.All));
        admin.MapPost("/numbers", AddNumber);
        admin.MapGet("/numbers/{id}", (string id, NumberStore numbers) =>
            SandboxJson.Answer(numbers.Find(id) ?? throw Refusal.UnknownNumber(id)));
        admin.MapPatch("/numbers/{id}", ChangeNumber);
        admin.MapDelete("/numbers/{id}", (string id, NumberStore numbers) =>
        {
            numbers.Remove(id);
            return Results.NoContent();
        });
        admin.MapGet("/faults", (FaultDesk faults) => SandboxJson.Answer(FaultView.Of(faults.Armed)));
        admin.MapPut("/faults", PutFault);
        admin.MapGet("/usage", (GraphUsage usage) => SandboxJson.Answer(new UsageBody(usage.Percent)));
        admin.MapPut("/usage", PutUsage);
        admin.MapGet("/calls", (CallLog calls) => SandboxJson.Answer(calls.NewestFirst));
    }

    private static async Task<IResult> AddNumber(HttpRequest request, NumberStore numbers)
    {
        var body = await SandboxJson.ReadObject(request);
        var number = numbers.Add(blank => NumberMembers.Create(blank, body));
        return SandboxJson.Answer(new { number.PhoneNumberId, number.WabaId, number.AccessToken }, StatusCodes.Status201Created);
    }

    private static async Task<IResult> ChangeNumber(string id, HttpRequest request, NumberStore numbers)
    {
        var body = await SandboxJson.ReadObject(request);
        return SandboxJson.Answer(numbers.Change(id, number => NumberMembers.Apply(number, body)));
    }

    private static async Task<IResult> PutFault(HttpRequest request, FaultDesk faults, NumberStore numbers)
    {
        var body = await SandboxJson.Read<FaultBody>(request);
        if (body.PhoneNumberId is { } id && numbers.Find(id) is null) throw Refusal.UnknownNumber(id);
        faults.Put(body.ToFault());
        return SandboxJson.Answer(FaultView.Of(faults.Armed));
    }

    private static async Task<IResult> PutUsage(HttpRequest request, GraphUsage usage)
    {
        var body = await SandboxJson.Read<UsageBody>(request);
        usage.Percent = body.Percent is >= 0 and <= GraphUsage.Exhausted ? body.Percent : throw new Refusal("percent is 0 to 100.");
        return SandboxJson.Answer(body);
    }
}

internal sealed record UsageBody([property: System.Text.Json.Serialization.JsonRequired] int Percent);
