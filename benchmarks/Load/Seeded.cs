using System.Globalization;

namespace AiIdentity.Load;

/// <summary>Who is in a seeded registry: everything follows from an identity's number, so that the load generator needs no list.</summary>
/// <remarks>Each identity has a handle; three of five have a phone besides, and every other phone is hidden.</remarks>
internal static class Seeded
{
    /// <summary>What the files hold beside the database: part of its name, so that a change here seeds anew.</summary>
    public const int Version = 1;

    public const int IdentitiesPerAccount = 100;

    /// <summary>Accounts whose API keys the load generator is given.</summary>
    public const int AccountsWithKeys = 40;

    /// <summary>Passports whose tokens are written down to be verified.</summary>
    public const int Tokens = 150_000;

    public static string Handle(int number) => string.Create(CultureInfo.InvariantCulture, $"wa:@agent{number:D7}");

    public static bool HasPhone(int number) => number % 5 < 3;

    public static bool IsHidden(int number) => number % 10 < 3;

    public static string Phone(int number) => string.Create(CultureInfo.InvariantCulture, $"wa:+4479{number:D8}");
}
