using FluentValidation;

namespace AiIdentity.Application.Shared;

internal static class Notes
{
    public const int MaxLength = 200;

    /// <summary>A private note: at most 200 characters, no control characters.</summary>
    public static IRuleBuilderOptions<T, string?> Note<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(note => note is null || (note.Length <= MaxLength && !note.Any(char.IsControl)))
        .WithMessage($"A note has at most {MaxLength} characters, and no control characters.");

    /// <summary>A note that must be there.</summary>
    public static IRuleBuilderOptions<T, string?> RequiredNote<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(note => !string.IsNullOrWhiteSpace(note)).WithMessage("Say why: it is kept with the event.")
        .Must(note => note is null || (note.Length <= MaxLength && !note.Any(char.IsControl)))
        .WithMessage($"A note has at most {MaxLength} characters, and no control characters.");
}
