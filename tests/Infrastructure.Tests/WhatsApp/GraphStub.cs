namespace AiIdentity.Infrastructure.Tests.WhatsApp;

/// <summary>A Graph API with one number, which a test then spoils.</summary>
internal static class GraphStub
{
    public const string Id = "1066077701234567";
    public const string Waba = "102290129340399";
    public const string Token = "EAAoperatorsown";
    public const string OwnToken = "EAAregistrysown";
    public const string Phone = "wa:+447700900123";
    public const string Handle = "wa:@acmesupport";
    public const string Node = $"/v25.0/{Id}";
    public const string Edge = $"{Node}/username";
    public const string Profile = $"{Node}/whatsapp_business_profile";
    public const string Numbers = $"/v25.0/{Waba}/phone_numbers";

    public const string GoodProfile = """{"data":[{"about":"AII-VERIFY-23456-abcde","description":"We help","messaging_product":"whatsapp"}]}""";
    public const string GoodEdge = """{"username":"acmesupport","status":"approved"}""";
    public const string GoodNode = $$"""
        {"id":"{{Id}}","display_phone_number":"+44 7700 900123","status":"CONNECTED","platform_type":"CLOUD_API","code_verification_status":"VERIFIED","account_mode":"LIVE"}
        """;

    public static async Task<WireStub> StartAsync()
    {
        var stub = await WireStub.StartAsync();
        stub.On(Node, GoodNode);
        stub.On(Edge, GoodEdge);
        stub.On(Profile, GoodProfile);
        stub.On(Numbers, Page([(Id, "+44 7700 900123")]));
        return stub;
    }

    /// <summary>No grant of the registry's own: only operators' tokens.</summary>
    public static Readers Readers(this WireStub stub, params (string Key, string Value)[] more) =>
        new(Settings(stub, more));

    public static Readers OwnReaders(this WireStub stub, params (string Key, string Value)[] more) => stub.OwnReaders(patience: null, more);

    public static Readers OwnReaders(this WireStub stub, TimeSpan? patience, params (string Key, string Value)[] more) =>
        new(Settings(stub, [("AccessToken", OwnToken), ("WabaIds", Waba), .. more]), patience);

    public static Answer Page(IEnumerable<(string Id, string Display)> numbers, string? after = null, string? next = null)
    {
        var data = string.Join(',', numbers.Select(number => $$"""{"id":"{{number.Id}}","display_phone_number":"{{number.Display}}"}"""));
        var paging = after is null ? "" : $$""","paging":{"cursors":{"before":"b","after":"{{after}}"}{{(next is null ? "" : $",\"next\":\"{next}\"")}}}""";
        return $$"""{"data":[{{data}}]{{paging}}}""";
    }

    private static Dictionary<string, string?> Settings(WireStub stub, params (string Key, string Value)[] more)
    {
        var settings = new Dictionary<string, string?> { ["WhatsApp:GraphBaseUrl"] = stub.Url };
        foreach (var (key, value) in more) settings["WhatsApp:" + key] = value;
        return settings;
    }
}
