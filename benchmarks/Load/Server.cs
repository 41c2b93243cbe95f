using System.Diagnostics;
using System.Globalization;
using AiIdentity.Kit;

namespace AiIdentity.Load;

/// <summary>A server under load, in a process of its own.</summary>
internal sealed class Server : IDisposable
{
    private readonly Child _process;
    private readonly string? _allocated;

    private Server(Child process, int port, string? allocated) => (_process, Port, _allocated) = (process, port, allocated);

    public int Port { get; }

    /// <summary>Resident memory in MiB, as Linux counts it.</summary>
    public double ResidentMegabytes => File.ReadLines($"/proc/{_process.Id}/status")
        .Where(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
        .Select(line => double.Parse(line["VmRSS:".Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) / 1024)
        .Single();

    /// <summary>Bytes allocated since its start, at most a quarter of a second old.</summary>
    public async Task<long> AllocatedAsync()
    {
        // It may be being written at this moment.
        while (true)
        {
            if (long.TryParse(await File.ReadAllTextAsync(_allocated!), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)) return bytes;
            await Task.Delay(5);
        }
    }

    /// <summary>The published Api on a seeded registry, as a host would run it: Production, its limits on but far away.</summary>
    public static Server Api(string binary, Place place, params (string Name, string Value)[] settings)
    {
        var (port, allocated) = (Child.FreePort(), $"/dev/shm/aiidentity-load-{Guid.CreateVersion7():N}");
        File.WriteAllText(allocated, "0");
        var start = new ProcessStartInfo(binary)
        {
            WorkingDirectory = Path.GetDirectoryName(binary),
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
                ["Registry__Issuer"] = Place.Issuer,
                ["ConnectionStrings__Registry"] = $"Data Source={place.Database}",
                ["DataProtection__CertificatePath"] = Place.Certificate(),
                ["Logging__LogLevel__Default"] = "Warning",
                ["DOTNET_STARTUP_HOOKS"] = typeof(Server).Assembly.Location,
                [StartupHook.FileVariable] = allocated,
            },
        };
        foreach (var (name, value) in settings) start.Environment[name] = value;
        return Start(start, port, allocated);
    }

    public static Server Bare(int status, string file, params string[] floor)
    {
        var port = Child.FreePort();
        return Start(new ProcessStartInfo(Environment.ProcessPath!, ["bare", port.ToString(CultureInfo.InvariantCulture), status.ToString(CultureInfo.InvariantCulture), file, .. floor]), port, null);
    }

    public static Server Nginx(string file)
    {
        var (port, folder) = (Child.FreePort(), Place.Scratch("nginx"));
        Directory.CreateDirectory(folder);
        File.Copy(file, Path.Combine(folder, "record.json"), overwrite: true);
        var configuration = Path.Combine(folder, "nginx.conf");
        File.WriteAllText(configuration, $$"""
            daemon off; worker_processes 2; pid {{folder}}/pid; error_log {{folder}}/error.log; user root;
            events { worker_connections 256; }
            http {
              access_log off; sendfile on; tcp_nodelay on; keepalive_requests 100000000; default_type application/json;
              client_body_temp_path {{folder}}/b; proxy_temp_path {{folder}}/p; fastcgi_temp_path {{folder}}/f; uwsgi_temp_path {{folder}}/u; scgi_temp_path {{folder}}/s;
              server { listen 127.0.0.1:{{port}}; root {{folder}}; location / { try_files /record.json =404; } }
            }
            """);
        return Start(new ProcessStartInfo("nginx", ["-c", configuration, "-e", Path.Combine(folder, "error.log")]), port, null);
    }

    public async Task<HttpResponseMessage> WaitAsync(string path)
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Port}") };
        for (var waited = Stopwatch.StartNew(); ;)
        {
            try
            {
                var response = await client.GetAsync(new Uri(path, UriKind.Relative));
                await response.Content.LoadIntoBufferAsync();
                return response;
            }
            catch (HttpRequestException)
            {
                if (_process.HasEnded) throw _process.Failed("ended");
                if (waited.Elapsed > Child.Patience) throw _process.Failed("does not answer");
                await Task.Delay(2);
            }
        }
    }

    /// <summary>Takes no processor until <see cref="GoOn"/>: even an idle .NET server takes some.</summary>
    public void Halt() => _process.Signal("STOP");

    public void GoOn() => _process.Signal("CONT");

    public void Dispose()
    {
        if (!_process.HasEnded)
        {
            _process.Signal("TERM");
            GoOn();
            _process.EndsWithin(TimeSpan.FromSeconds(10));
        }

        _process.Dispose();
        if (_allocated is not null) File.Delete(_allocated);
    }

    private static Server Start(ProcessStartInfo start, int port, string? allocated) => new(Child.Start(start), port, allocated);
}
