using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using AiIdentity.WhatsAppSandbox.Faults;
using AiIdentity.WhatsAppSandbox.Numbers;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Options;

namespace AiIdentity.WhatsAppSandbox.Graph;

internal sealed class GraphReads(NumberStore numbers, IOptions<WhatsAppSandboxOptions> options)
{
    private const string Scheme = "Bearer ";
    private const int DefaultLimit = 25;
    private const int HighestLimit = 1000;

    internal IResult Answer(GraphAddress address, HttpRequest request, FaultTicket ticket)
    {
        try
        {
            return SandboxJson.Answer(Read(address, request, ticket));
        }
        catch (GraphRefusal refusal)
        {
            return refusal.Error.ToResult();
        }
    }

    private JsonObject Read(GraphAddress address, HttpRequest request, FaultTicket ticket)
    {
        if (address.Id is not { } id) throw new GraphRefusal(GraphError.UnknownPath);
        var grant = GrantOf(request);
        string? fields = request.Query["fields"];
        if (grant.ReachesWaba(id))
        {
            return address.Edge switch
            {
                null => GraphFields.Waba.Select(fields)(id),
                GraphAddress.PhoneNumbers => Page(address, grant, request),
                _ => throw new GraphRefusal(GraphError.UnknownField(address.Edge, "WhatsAppBusinessAccount")),
            };
        }
        if (numbers.Find(id) is not { } number || !grant.Reaches(number)) throw new GraphRefusal(GraphError.MissingOrHidden(id));
        return address.Edge switch
        {
            null => Node(number, fields, ticket),
            GraphAddress.Profile => Profile(number, fields, ticket),
            GraphAddress.Username => Username(number, fields, ticket),
            _ => throw new GraphRefusal(GraphError.UnknownField(address.Edge, "WhatsAppBusinessPhoneNumber")),
        };
    }

    private GraphGrant GrantOf(HttpRequest request)
    {
        string? header = request.Headers.Authorization;
        if (header is null || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) throw new GraphRefusal(GraphError.NoToken);
        var token = header[Scheme.Length..].Trim();
        if (token == options.Value.RegistryAccessToken) return default;
        return new GraphGrant(numbers.FindByAccessToken(token) ?? throw new GraphRefusal(GraphError.UnknownToken));
    }

    private static JsonObject Node(PhoneRecord number, string? fields, FaultTicket ticket)
    {
        var node = GraphFields.Node.Select(fields)(number);
        return node["display_phone_number"] is null
            ? node
            : ticket.Distort(FaultKind.ChangedBetweenReads, node, _ => { node["display_phone_number"] = DisplayNumber.Another(number.Displayed); return node; });
    }

    private static JsonObject Profile(PhoneRecord number, string? fields, FaultTicket ticket)
    {
        var select = GraphFields.Profile.Select(fields);
        var seesAbout = fields?.Split(',', StringSplitOptions.TrimEntries).Contains("about") ?? false;
        var profile = select(seesAbout ? ticket.Distort(FaultKind.StaleAbout, number, n => n with { About = n.PreviousAbout }) : number);
        return new JsonObject
        {
            ["data"] = new JsonArray(number.ProfileShape switch
            {
                ProfileShape.Flat => profile,
                ProfileShape.Nested => new JsonObject { ["business_profile"] = profile, ["id"] = number.ProfileId },
            }),
        };
    }

    private static JsonObject Username(PhoneRecord number, string? fields, FaultTicket ticket)
    {
        var select = GraphFields.Username.Select(fields);
        return select(number.Username is null ? number : ticket.Distort(FaultKind.ChangedBetweenReads, number, n => n with { Username = Numbers.Username.Another(n.Username!) }));
    }

    private JsonObject Page(GraphAddress address, GraphGrant grant, HttpRequest request)
    {
        string? fields = request.Query["fields"];
        var select = GraphFields.Node.Select(fields);
        var limit = LimitOf(request);
        var all = numbers.All;
        var rest = all.Skip(StartOf(all, request)).Where(n => n.WabaId == address.Id && grant.Reaches(n)).ToList();
        var page = rest.Take(limit).ToList();
        var answer = new JsonObject { ["data"] = new JsonArray([.. page.Select(select)]) };
        if (page.Count == 0) return answer;

        var after = CursorOf(page[^1]);
        var paging = new JsonObject { ["cursors"] = new JsonObject { ["before"] = CursorOf(page[0]), ["after"] = after } };
        if (rest.Count > limit)
        {
            var query = new QueryBuilder { { "limit", limit.ToString(CultureInfo.InvariantCulture) }, { "after", after } };
            if (!string.IsNullOrEmpty(fields)) query.Add("fields", fields);
            paging["next"] = $"{request.Scheme}://{request.Host}{request.PathBase}{request.Path}{query}";
        }
        answer["paging"] = paging;
        return answer;
    }

    private static string CursorOf(PhoneRecord number) => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(number.PhoneNumberId));

    private static int StartOf(ImmutableList<PhoneRecord> all, HttpRequest request)
    {
        string? after = request.Query["after"];
        if (string.IsNullOrEmpty(after)) return 0;
        var last = all.FindIndex(n => CursorOf(n) == after);
        return last < 0 ? throw new GraphRefusal(GraphError.BadParameter("after")) : last + 1;
    }

    private static int LimitOf(HttpRequest request) => (string?)request.Query["limit"] switch
    {
        null => DefaultLimit,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0 => Math.Min(limit, HighestLimit),
        _ => throw new GraphRefusal(GraphError.BadParameter("limit")),
    };
}
