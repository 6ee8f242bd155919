#!/usr/bin/env bash
# Installs what the tests need and runs them all. Arguments go on to `dotnet test`.
# With --under-load as the first argument: three times, next to four busy loops.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# English, as .ci/run reads the counts.
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en
# .NET keeps its packages under the home directory, which a bare service account has none of.
export HOME="${HOME:-$(getent passwd "$(id -u)" | cut -d: -f6)}"

fail() { echo "test.sh: $1" >&2; exit 1; }

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
  # Playwright's own install, the newest first.
  for candidate in $(ls -rd "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}"/chromium-*/chrome-linux*/chrome 2>/dev/null); do
    if [[ -x "$candidate" ]]; then echo "$candidate"; return; fi
  done
  return 1
}

install_chromium() {
  local as_root=()
  command -v apt-get >/dev/null || fail "no Chromium was found and there is no apt-get to install one: install it, or set CHROMIUM_PATH."
  if [[ "$(id -u)" != 0 ]]; then
    command -v sudo >/dev/null || fail "no Chromium was found and only root can install one: install it, or set CHROMIUM_PATH."
    as_root=(sudo --non-interactive)
    if [[ -t 0 ]]; then as_root=(sudo); fi
  fi
  echo "No Chromium was found: installing Debian's." >&2
  "${as_root[@]}" apt-get update -qq >&2 || true
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >&2 \
    || fail "Chromium could not be installed: install it, or set CHROMIUM_PATH."
}

command -v dotnet >/dev/null || fail "the .NET SDK (see global.json) is not on the path."

if ! chromium="$(find_chromium)"; then
  [[ -z "${CHROMIUM_PATH:-}" ]] || exit 1
  install_chromium
  chromium="$(find_chromium)" || fail "Chromium was installed but is not on the path: set CHROMIUM_PATH."
fi
export CHROMIUM_PATH="$chromium"

dotnet restore
dotnet format --no-restore --verify-no-changes
dotnet build --no-restore

# After 12 minutes without a test that ends, the run is stopped and the tests still running are named.
run_tests() {
  local status=0 log
  rm -f TestResults/*_hang.log
  dotnet test --no-build --results-directory TestResults --hangdump --hangdump-timeout 12m --hangdump-type None "$@" || status=$?
  for log in TestResults/BatchDashboard.Tests_*_hang.log; do
    if [[ -e "$log" ]]; then echo "test.sh: for 12 minutes no test ended. These were still running:" >&2; cat "$log" >&2; fi
  done
  return "$status"
}

if [[ "${1:-}" != --under-load ]]; then
  run_tests "$@"
  exit
fi

shift
loops=()
trap 'kill "${loops[@]}" 2>/dev/null || true' EXIT
for _ in 1 2 3 4; do
  while kill -0 "$$" 2>/dev/null; do :; done &
  loops+=("$!")
done
for run in 1 2 3; do
  run_tests "$@" || fail "run $run of 3 under load failed."
  echo "Run $run of 3 under load passed."
done
