#!/usr/bin/env python3
"""What a write costs a process that has just started: processor time per Passport issued, by hundreds.

  ./build.sh Pack
  python3 benchmarks/cold-writes.py artifacts/publish/api/aiidentity [NAME=value of the environment ...]
"""
import http.client, json, os, shutil, subprocess, sys, tempfile, time

program, settings = os.path.abspath(sys.argv[1]), dict(pair.split("=", 1) for pair in sys.argv[2:])
folder, port, password = tempfile.mkdtemp(prefix="aii-cold-"), 18777, "correct horse battery staple"
command = ["dotnet", program] if program.endswith(".dll") else [program]
process = subprocess.Popen(command, cwd=os.path.dirname(program), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={
    **os.environ, "ASPNETCORE_ENVIRONMENT": "Development", "ASPNETCORE_URLS": f"http://127.0.0.1:{port}", "Sandbox__Enabled": "true",
    "ConnectionStrings__Registry": f"Data Source={folder}/registry.db", "RateLimiting__Enabled": "false", "Logging__LogLevel__Default": "Warning", **settings})


def ticks():
    with open(f"/proc/{process.pid}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def ask(method, path, body=None, bearer=None):
    connection.request(method, path, None if body is None else json.dumps(body), {"Content-Type": "application/json", **({"Authorization": f"Bearer {bearer}"} if bearer else {})})
    answer = connection.getresponse()
    text = answer.read()
    assert answer.status < 300, (path, answer.status, text)
    return json.loads(text) if text[:1] in (b"{", b"[") else None


try:
    for _ in range(1200):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port)
            ask("GET", "/health/ready")
            break
        except OSError:
            time.sleep(0.1)
    start = ticks()
    ask("POST", "/api/v1/auth/register", {"email": "cold@mail.example", "password": password})
    ask("POST", "/sandbox/admin/recheck", {})
    mail = ask("GET", "/sandbox/admin/mail?to=cold@mail.example")[0]["text"]
    code = next(line[6:].strip() for line in mail.split("\n") if line.startswith("Code: "))
    ask("POST", "/api/v1/auth/confirm-email", {"email": "cold@mail.example", "code": code})
    bearer = ask("POST", "/api/v1/auth/login?cookies=false", {"email": "cold@mail.example", "password": password})["access_token"]
    identity = ask("POST", "/api/v1/identities", {"name": "Cold", "operator_display": "Cold Ltd"}, bearer)["id"]
    figures = []
    for _ in range(8):
        before = ticks()
        for _ in range(100):
            ask("POST", f"/api/v1/identities/{identity}/passports", {}, bearer)
        figures.append((ticks() - before) / 100)
    print(f"{' '.join(sys.argv[2:]) or 'as published'}: start {start / 1000:.1f} s of processor; ms of processor a write, by hundreds: {', '.join(f'{figure:.1f}' for figure in figures)}")
finally:
    process.kill()
    shutil.rmtree(folder, ignore_errors=True)
