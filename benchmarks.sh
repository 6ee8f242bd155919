#!/usr/bin/env bash
# Installs what the benchmarks need, runs them and writes docs/performance.md. Arguments:
#   --sizes 100000,1000000           jobs of the batches that are measured
#   --parts ingest,start,service,http,lists,import,changes,export,browser,circuits,grouping,matching,upload
#   --hangfire-jobs 100000,1000000   failed jobs in Hangfire, beside batches of as many (10000000 takes half an hour)
#   --circuits 200                   open pages
#   --fresh                          copies the batches anew
#   report                           writes the report from the results that are there
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
export HOME="${HOME:-$(getent passwd "$(id -u)" | cut -d: -f6)}"

fail() { echo "benchmarks.sh: $1" >&2; exit 1; }

find_chromium() {
  local candidate
  if [[ -n "${CHROMIUM_PATH:-}" ]]; then
    [[ -x "$CHROMIUM_PATH" ]] || fail "CHROMIUM_PATH names $CHROMIUM_PATH, which is no program."
    echo "$CHROMIUM_PATH"
    return
  fi
  for candidate in chromium chromium-browser google-chrome google-chrome-stable; do
    if command -v "$candidate"; then return; fi
  done
  for candidate in $(ls -rd "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}"/chromium-*/chrome-linux*/chrome 2>/dev/null); do
    if [[ -x "$candidate" ]]; then echo "$candidate"; return; fi
  done
  return 1
}

has_postgres() { command -v initdb >/dev/null || compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null; }

install() {
  local as_root=()
  command -v apt-get >/dev/null || fail "there is no apt-get to install $* with: install it."
  if [[ "$(id -u)" != 0 ]]; then
    command -v sudo >/dev/null || fail "only root can install $*: install it."
    as_root=(sudo --non-interactive)
    if [[ -t 0 ]]; then as_root=(sudo); fi
  fi
  echo "Installing Debian's $*." >&2
  "${as_root[@]}" apt-get update -qq >&2 || true
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2 \
    || fail "$* could not be installed."
}

command -v dotnet >/dev/null || fail "the .NET SDK (see global.json) is not on the path."

if [[ "${1:-}" != report ]]; then
  missing=()
  find_chromium >/dev/null || missing+=(chromium)
  command -v sqlite3 >/dev/null || missing+=(sqlite3)
  has_postgres || missing+=(postgresql)
  if (( ${#missing[@]} > 0 )); then install "${missing[@]}"; fi
  CHROMIUM_PATH="$(find_chromium)" || fail "Chromium was installed but is not on the path: set CHROMIUM_PATH."
  export CHROMIUM_PATH
fi

# Compiled ahead, as operators on Linux publish it.
runtime=()
if [[ "$(uname -sm)" == "Linux x86_64" ]]; then runtime=(--runtime linux-x64); fi
dotnet publish BatchDashboard --configuration Release "${runtime[@]}" --output artifacts/benchmarks/app --verbosity quiet
dotnet build BatchDashboard.Benchmarks --configuration Release --verbosity quiet
exec dotnet BatchDashboard.Benchmarks/bin/Release/net10.0/BatchDashboard.Benchmarks.dll "$@"
