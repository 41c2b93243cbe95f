using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AiIdentity.Infrastructure.Mail;
using AiIdentity.Infrastructure.Persistence;
using AiIdentity.Infrastructure.Signing;
using AiIdentity.Infrastructure.WhatsApp;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using StackExchange.Redis;

namespace AiIdentity.Infrastructure;

/// <summary>What of the settings of this layer can't be started with; no line repeats a value, which may be a secret in the wrong place.</summary>
internal static class InfrastructureSettings
{
    public static string? WhyRefused(IConfiguration configuration) =>
        Database(configuration) ?? Redis(configuration) ?? Certificate(configuration) ?? Signing(configuration) ?? WhatsApp(configuration) ?? Smtp(configuration);

    private static string? Database(IConfiguration configuration)
    {
        var connection = configuration.GetConnectionString("Registry");
        return configuration["Database:Provider"] switch
        {
            null or "" or "Sqlite" => Parses(() => new SqliteConnectionStringBuilder(connection)) ? null
                : "ConnectionStrings:Registry must be a SQLite connection string, such as Data Source=data/registry.db.",
            "SqlServer" when string.IsNullOrWhiteSpace(connection) => "ConnectionStrings:Registry must be set for SqlServer.",
            "SqlServer" => Parses(() => new SqlConnectionStringBuilder(connection)) ? null : "ConnectionStrings:Registry must be a SQL Server connection string.",
            _ => "Database:Provider must be Sqlite or SqlServer.",
        };
    }

    private static string? Redis(IConfiguration configuration) =>
        configuration.GetConnectionString("Redis") is not { Length: > 0 } redis || Parses(() => ConfigurationOptions.Parse(redis)) ? null
            : "ConnectionStrings:Redis must be a StackExchange.Redis connection string, such as localhost:6379.";

    private static string? Certificate(IConfiguration configuration) =>
        Certificate(configuration, ProtectionCertificates.CurrentPath, ProtectionCertificates.CurrentPassword)
        ?? Certificate(configuration, ProtectionCertificates.PreviousPath, ProtectionCertificates.PreviousPassword);

    private static string? Certificate(IConfiguration configuration, string path, string password)
    {
        // That there is a current one, StartUp sees to where there must be.
        if (configuration[path] is not { Length: > 0 } file) return null;
        if (!File.Exists(file)) return $"{path} names a file that is not there.";
        try
        {
            using var certificate = X509CertificateLoader.LoadPkcs12FromFile(file, configuration[password]);
            using var key = certificate.GetRSAPrivateKey();
            return !certificate.HasPrivateKey ? $"{path} names a certificate without its private key."
                : key is null ? $"{path} names a certificate whose key is none of RSA, which Data Protection needs." : null;
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return $"{path} names a file that can't be opened as PKCS #12: check the file, its mode and {password}.";
        }
    }

    private static string? Signing(IConfiguration configuration) =>
        configuration["Signing:KeyStore"] is null or "" or DatabaseKeyStore.StoreName or FileKeyStore.StoreName ? null
            : $"Signing:KeyStore must be {DatabaseKeyStore.StoreName} or {FileKeyStore.StoreName}.";

    private static string? WhatsApp(IConfiguration configuration)
    {
        var section = configuration.GetSection(WhatsAppOptions.Section);
        var options = new WhatsAppOptions();
        try
        {
            section.Bind(options);
        }
        catch (InvalidOperationException)
        {
            return "WhatsApp:ChecksPerMinute must be a number.";
        }

        options.Tidy(section[nameof(WhatsAppOptions.WabaIds)]);
        return new WhatsAppOptionsRules().Validate(null, options).Failures?.FirstOrDefault();
    }

    private static string? Smtp(IConfiguration configuration)
    {
        if (configuration["Smtp:UseTls"] is not null) return "Smtp:UseTls is gone: set Smtp:Security to StartTls (the default), Tls (port 465) or None (a server on this machine only).";
        // By name: a number would be taken for one of them too.
        if (configuration["Smtp:Security"] is { Length: > 0 } word && !Enum.GetNames<SmtpSecurity>().Contains(word, StringComparer.OrdinalIgnoreCase)) return "Smtp:Security must be StartTls, Tls or None.";
        try
        {
            return configuration.GetSection("Smtp").Get<SmtpOptions>() switch
            {
                { Port: < 1 or > 65_535 } => "Smtp:Port must be from 1 to 65535.",
                { Host.Length: > 0, From: { Length: > 0 } from } when !MimeKit.MailboxAddress.TryParse(from, out _) => "Smtp:From must be an email address, with or without a name.",
                { Host: { Length: > 0 } host, Security: SmtpSecurity.None } when !SmtpOptions.IsLoopback(host) => "Smtp:Security may be None only where Smtp:Host is this machine: elsewhere codes and passwords would travel unencrypted.",
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            return "Smtp:Port must be a number.";
        }
    }

    private static bool Parses(Func<object> parse)
    {
        try
        {
            parse();
            return true;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            return false;
        }
    }
}
