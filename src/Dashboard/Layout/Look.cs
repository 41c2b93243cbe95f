using MudBlazor;

namespace AiIdentity.Dashboard.Layout;

/// <summary>Colours and type: the same in the dashboard as on the public pages and the sandbox's phone.</summary>
internal static class Look
{
    private static readonly string[] Fonts =
        ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "DejaVu Sans", "sans-serif"];

    public static readonly MudTheme Theme = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#0b6b52",
            PrimaryContrastText = "#ffffff",
            Secondary = "#55645d",
            Background = "#f1f5f3",
            BackgroundGray = "#e9efec",
            Surface = "#ffffff",
            AppbarBackground = "#ffffff",
            AppbarText = "#14211c",
            TextPrimary = "#14211c",
            TextSecondary = "#55645d",
            TextDisabled = "#55645d",
            ActionDefault = "#55645d",
            LinesDefault = "#d3ddd8",
            LinesInputs = "#84938c",
            Divider = "#d3ddd8",
            TableLines = "#d3ddd8",
            Success = "#0a6240",
            Warning = "#8a3b05",
            Error = "#b3261e",
            Info = "#1b5c8f",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#4cc79d",
            PrimaryContrastText = "#06241a",
            Secondary = "#9fb0a8",
            SecondaryContrastText = "#06241a",
            Background = "#0c1311",
            BackgroundGray = "#101815",
            Surface = "#17211d",
            AppbarBackground = "#17211d",
            AppbarText = "#e8f0ec",
            TextPrimary = "#e8f0ec",
            TextSecondary = "#9fb0a8",
            TextDisabled = "#9fb0a8",
            ActionDefault = "#9fb0a8",
            LinesDefault = "#2a3833",
            LinesInputs = "#6b7d75",
            Divider = "#2a3833",
            TableLines = "#2a3833",
            Success = "#7fe0b4",
            SuccessContrastText = "#06241a",
            Warning = "#f8bd8a",
            WarningContrastText = "#2a1405",
            Error = "#ff9d94",
            ErrorContrastText = "#2b0b08",
            Info = "#8ec5f0",
            InfoContrastText = "#06202f",
        },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Fonts, FontSize = "1rem", LineHeight = "1.5", LetterSpacing = "normal" },
            Button = new ButtonTypography { FontFamily = Fonts, FontSize = ".95rem", FontWeight = "600", LetterSpacing = "normal", TextTransform = "none" },
            Body1 = new Body1Typography { FontFamily = Fonts, FontSize = "1rem", LetterSpacing = "normal" },
            Body2 = new Body2Typography { FontFamily = Fonts, FontSize = ".9rem", LetterSpacing = "normal" },
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "10px" },
    };
}
