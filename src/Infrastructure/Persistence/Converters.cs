using System.Text.Json;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Surfaces;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace AiIdentity.Infrastructure.Persistence;

/// <summary>An id is stored as its 26-character ULID: it sorts by time on both databases and can be read by a person.</summary>
internal sealed class IdConverter<TId>() : ValueConverter<TId, string>(id => id.Value.ToString(), text => Read(text))
    where TId : struct, IId<TId>
{
    internal static TId Read(string text) =>
        Ulid.TryParse(text, out var value) ? TId.From(value) : throw new FormatException("The store holds an id that is none.");
}

/// <summary>An enumeration is stored as the code that it has outside.</summary>
internal sealed class CodeConverter<TEnum>() : ValueConverter<TEnum, string>(member => Words.Of(member), code => Read(code))
    where TEnum : struct, Enum
{
    internal static TEnum Read(string code) => Words.Parse<TEnum>(code) ?? throw new FormatException($"The store holds a {typeof(TEnum).Name} that is none.");
}

/// <summary>A key that is none is written as no text: the compiled model asks for that.</summary>
internal sealed class AddressKeyConverter() : ValueConverter<AddressKey, string>(key => key.Value ?? "", text => new AddressKey(text));

/// <summary>SQLite can neither order nor compare a DateTimeOffset: it is stored as UTC ticks.</summary>
internal sealed class UtcTicksConverter() : ValueConverter<DateTimeOffset, long>(at => at.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));

internal sealed class TextListConverter() : ValueConverter<IReadOnlyList<string>, string>(
    list => JsonSerializer.Serialize(list, JsonSerializerOptions.Default),
    json => JsonSerializer.Deserialize<string[]>(json, JsonSerializerOptions.Default) ?? Array.Empty<string>());

internal sealed class TextListComparer() : ValueComparer<IReadOnlyList<string>>(
    (a, b) => a!.SequenceEqual(b!, StringComparer.Ordinal),
    list => list.Count,
    list => list.ToArray());
