using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Unicode;

namespace AiIdentity.Client.Offline;

/// <summary>Where a member's value stands in its JSON, as it is written there: a text with its quotes, an array with its brackets.</summary>
internal readonly record struct JsonSlice(int Start, int Length, JsonTokenType Kind)
{
    public bool IsText => Kind is JsonTokenType.String;

    public bool IsMissing => Kind is JsonTokenType.None;

    public ReadOnlySpan<byte> In(ReadOnlySpan<byte> json) => json.Slice(Start, Length);
}

/// <summary>One JSON object, read once and so strictly that nobody can read it in another way: valid UTF-8, no member twice at any depth.</summary>
internal static class StrictJson
{
    private const int UsualNames = 64;
    private const int MaxDepth = 64;

    /// <param name="names">The members that are looked for at the top level.</param>
    /// <param name="values">Their values, in the order of <paramref name="names"/>.</param>
    public static bool TryRead(ReadOnlySpan<byte> json, byte[][] names, Span<JsonSlice> values)
    {
        values.Clear();
        if (!Utf8.IsValid(json)) return false;
        var seen = new Names(json, stackalloc ulong[UsualNames], stackalloc Range[UsualNames], stackalloc int[MaxDepth]);
        scoped var reader = new Utf8JsonReader(json);
        try
        {
            return reader.Read() && reader.TokenType is JsonTokenType.StartObject && Walk(ref reader, names, values, ref seen);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperation: a name with half a surrogate pair.
            return false;
        }
        finally
        {
            seen.Dispose();
        }
    }

    /// <summary>The value of a text that <see cref="TryRead"/> found; throws InvalidOperationException for half a surrogate pair.</summary>
    public static string Text(ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value);
        reader.Read();
        return reader.GetString()!;
    }

    /// <inheritdoc cref="Text"/>
    public static bool TextEquals(ReadOnlySpan<byte> value, ReadOnlySpan<byte> expected)
    {
        var text = value[1..^1];
        return text.Contains((byte)'\\') ? Text(value) == System.Text.Encoding.UTF8.GetString(expected) : text.SequenceEqual(expected);
    }

    /// <summary>Null where the value is not an array of texts.</summary>
    public static string[]? Texts(ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value);
        reader.Read();
        if (reader.TokenType is not JsonTokenType.StartArray) return null;
        var counter = reader;
        var count = 0;
        for (counter.Read(); counter.TokenType is JsonTokenType.String; counter.Read()) count++;
        if (counter.TokenType is not JsonTokenType.EndArray) return null;
        var texts = count == 0 ? [] : new string[count];
        for (var i = 0; i < count; i++)
        {
            reader.Read();
            texts[i] = reader.GetString()!;
        }

        return texts;
    }

    /// <summary>Null where the value is not a whole number written without fraction and exponent.</summary>
    public static long? WholeNumber(ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value);
        return reader.Read() && reader.TokenType is JsonTokenType.Number && reader.TryGetInt64(out var number) ? number : null;
    }

    private static bool Walk(ref Utf8JsonReader reader, byte[][] names, Span<JsonSlice> values, ref Names seen)
    {
        var wanted = -1;
        var start = 0;
        seen.Open();
        while (reader.Read())
        {
            var top = reader.CurrentDepth == 1;
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    if (!seen.Add(ref reader)) return false;
                    if (top) wanted = IndexOf(ref reader, names);
                    continue;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    if (reader.TokenType is JsonTokenType.StartObject) seen.Open();
                    if (top) start = (int)reader.TokenStartIndex;
                    continue;
                case JsonTokenType.EndObject:
                    seen.Close();
                    break;
            }

            if (!top || wanted < 0) continue;
            var kind = reader.TokenType;
            if (kind is not (JsonTokenType.EndObject or JsonTokenType.EndArray)) start = (int)reader.TokenStartIndex;
            values[wanted] = new JsonSlice(start, (int)reader.BytesConsumed - start, kind);
            wanted = -1;
        }

        return true;
    }

    private static int IndexOf(ref Utf8JsonReader reader, byte[][] names)
    {
        for (var i = 0; i < names.Length; i++)
            if (reader.ValueTextEquals(names[i])) return i;
        return -1;
    }

    private readonly record struct Range(int Start, int Length);

    /// <summary>The names of the objects that are open. Compared by a key of their bytes first, so that a thousand names cost little.</summary>
    private ref struct Names(ReadOnlySpan<byte> json, Span<ulong> keys, Span<Range> ranges, Span<int> open)
    {
        private readonly ReadOnlySpan<byte> _json = json;
        private readonly Span<int> _open = open;
        private Span<ulong> _keys = keys;
        private Span<Range> _ranges = ranges;
        private int _count;
        private int _depth;
        private ulong[]? _rentedKeys;
        private Range[]? _rentedRanges;
        private byte[]? _unescaped;
        private int _unescapedLength;

        public void Open() => _open[_depth++] = _count;

        public void Close() => _count = _open[--_depth];

        /// <returns>False where the object that is open has that name already.</returns>
        public bool Add(ref Utf8JsonReader reader)
        {
            var range = reader.ValueIsEscaped ? Unescape(ref reader) : new Range((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
            var name = At(range);
            var key = KeyOf(name);
            var first = _open[_depth - 1];
            for (var from = first; from < _count; from++)
            {
                var next = _keys[from.._count].IndexOf(key);
                if (next < 0) break;
                from += next;
                if (At(_ranges[from]).SequenceEqual(name)) return false;
            }

            if (_count == _keys.Length) Grow();
            (_keys[_count], _ranges[_count]) = (key, range);
            _count++;
            return true;
        }

        public readonly void Dispose()
        {
            if (_rentedKeys is not null) ArrayPool<ulong>.Shared.Return(_rentedKeys);
            if (_rentedRanges is not null) ArrayPool<Range>.Shared.Return(_rentedRanges);
            if (_unescaped is not null) ArrayPool<byte>.Shared.Return(_unescaped);
        }

        // Exact for names of up to seven bytes.
        private static ulong KeyOf(ReadOnlySpan<byte> name)
        {
            Span<byte> key = stackalloc byte[8];
            key.Clear();
            if (name.Length < 8) name.CopyTo(key);
            else
            {
                name[..4].CopyTo(key);
                name[^3..].CopyTo(key[4..]);
            }

            key[7] = (byte)name.Length;
            return BinaryPrimitives.ReadUInt64LittleEndian(key);
        }

        // A negative start is a place among the unescaped names.
        private readonly ReadOnlySpan<byte> At(Range range) =>
            range.Start < 0 ? _unescaped.AsSpan(~range.Start, range.Length) : _json.Slice(range.Start, range.Length);

        // Unescaped names are never longer than they were written, so that all of them fit.
        private Range Unescape(ref Utf8JsonReader reader)
        {
            _unescaped ??= ArrayPool<byte>.Shared.Rent(_json.Length);
            var range = new Range(~_unescapedLength, reader.CopyString(_unescaped.AsSpan(_unescapedLength)));
            _unescapedLength += range.Length;
            return range;
        }

        // A name takes four bytes at least, with its quotes, colon and value: this is enough for all of them.
        private void Grow()
        {
            if (_rentedKeys is not null) throw new InvalidOperationException("More names than bytes.");
            _rentedKeys = ArrayPool<ulong>.Shared.Rent(UsualNames + (_json.Length / 4));
            _rentedRanges = ArrayPool<Range>.Shared.Rent(UsualNames + (_json.Length / 4));
            _keys.CopyTo(_rentedKeys);
            _ranges.CopyTo(_rentedRanges);
            _keys = _rentedKeys;
            _ranges = _rentedRanges;
        }
    }
}
