#!/usr/bin/env bash
# ./build.sh [target] [--option=value ...]   needs the .NET 10 SDK and nothing else.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

say() { echo "build.sh: $*" >&2; exit 1; }

command -v dotnet >/dev/null || say "the .NET 10 SDK is missing; get it at https://dotnet.microsoft.com/download/dotnet/10.0"
dotnet --version >/dev/null 2>&1 || say "no SDK here satisfies global.json; get the .NET 10 SDK at https://dotnet.microsoft.com/download/dotnet/10.0"

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
[[ -t 1 ]] || export NO_COLOR=1

target=Default
if [[ $# -gt 0 && $1 != -* ]]; then
    target=$1
    shift
fi

restored=$(dotnet tool restore 2>&1) || say "dotnet tool restore failed: $restored"
# exec: who ends this process ends the target, and what it started, with it.
exec dotnet cake build.cake --target="$target" "$@"
