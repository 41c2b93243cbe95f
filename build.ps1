# ./build.ps1 [target] [--option=value ...]   needs the .NET 10 SDK and nothing else.
param(
    [string] $Target = 'Default',
    [Parameter(ValueFromRemainingArguments = $true)] [string[]] $Rest = @()
)
$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot

function Say([string] $message) {
    [Console]::Error.WriteLine("build.ps1: $message")
    exit 1
}

if (-not (Get-Command dotnet -ErrorAction SilentlyContinue)) {
    Say 'the .NET 10 SDK is missing; get it at https://dotnet.microsoft.com/download/dotnet/10.0'
}
dotnet --version *> $null
if ($LASTEXITCODE -ne 0) {
    Say 'no SDK here satisfies global.json; get the .NET 10 SDK at https://dotnet.microsoft.com/download/dotnet/10.0'
}

$env:DOTNET_NOLOGO = '1'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'

if ($Target.StartsWith('-')) {
    $Rest = @($Target) + $Rest
    $Target = 'Default'
}

$restored = dotnet tool restore 2>&1
if ($LASTEXITCODE -ne 0) {
    Say "dotnet tool restore failed: $restored"
}
dotnet cake build.cake "--target=$Target" @Rest
exit $LASTEXITCODE
