using System.Globalization;
using System.Text;
using QRCoder;

namespace AiIdentity.Api.Pages;

/// <summary>A QR code as one SVG path, a unit to a module, quiet zone included.</summary>
public sealed record QrPath(int Side, string Path)
{
    public static QrPath Of(string text)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var modules = code.ModuleMatrix;
        var path = new StringBuilder();
        for (var y = 0; y < modules.Count; y++)
        {
            // Runs, not single modules: a third of the bytes.
            for (var x = 0; x < modules.Count; x++)
            {
                if (!modules[y][x]) continue;
                var start = x;
                while (x < modules.Count && modules[y][x]) x++;
                path.Append(CultureInfo.InvariantCulture, $"M{start} {y}h{x - start}v1h-{x - start}z");
            }
        }

        return new QrPath(modules.Count, path.ToString());
    }
}
