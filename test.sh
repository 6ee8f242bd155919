#!/usr/bin/env bash
# Installs what the tests need and runs them all on SQLite, then those of the services on PostgreSQL. Arguments go on to `dotnet test`.
# With --under-load as the first argument: all on SQLite, three times, next to four busy loops.
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

# PostgreSQL's programs, the newest version first: Debian keeps them out of the path.
find_postgres() {
  local folder
  for folder in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV); do
    if [[ -x "$folder/initdb" ]]; then echo "$folder"; return; fi
  done
  if command -v initdb >/dev/null; then dirname "$(command -v initdb)"; return; fi
  return 1
}

# install NAME PACKAGE: what to say of it, and Debian's package of it.
install() {
  local as_root=()
  command -v apt-get >/dev/null || fail "no $1 was found and there is no apt-get to install it: install it."
  if [[ "$(id -u)" != 0 ]]; then
    command -v sudo >/dev/null || fail "no $1 was found and only root can install it: install it."
    as_root=(sudo --non-interactive)
    if [[ -t 0 ]]; then as_root=(sudo); fi
  fi
  echo "No $1 was found: installing Debian's." >&2
  "${as_root[@]}" apt-get update -qq >&2 || true
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2" >&2 \
    || fail "$1 could not be installed: install it."
}

# PostgreSQL refuses to run as root.
as_postgres() { if [[ "$(id -u)" == 0 ]]; then su postgres -s /bin/bash -c "cd / && $1"; else bash -c "$1"; fi; }

# A server of its own in a temporary folder, reached by a socket in it; it goes when this script ends.
start_postgres() {
  server="$(mktemp -d /tmp/dashboard-test-XXXXXX)"
  if [[ "$(id -u)" == 0 ]]; then chown postgres "$server"; fi
  as_postgres "'$postgres/initdb' --pgdata='$server/data' --username=postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8" >/dev/null
  # Nobody needs the data of tests after a power cut.
  as_postgres "'$postgres/pg_ctl' --pgdata='$server/data' --wait --silent --log='$server/log' \
    --options=\"-c listen_addresses='' -c unix_socket_directories='$server' -c fsync=off -c synchronous_commit=off -c max_connections=300\" start" >/dev/null
  test_postgresql="Host=$server;Username=postgres;Database=postgres"
}

stop_postgres() {
  if [[ -n "${server:-}" && -d "$server" ]]; then
    as_postgres "'$postgres/pg_ctl' --pgdata='$server/data' --mode=immediate --silent stop" >/dev/null || true
    rm -rf "$server"
  fi
}

command -v dotnet >/dev/null || fail "the .NET SDK (see global.json) is not on the path."

if ! chromium="$(find_chromium)"; then
  [[ -z "${CHROMIUM_PATH:-}" ]] || exit 1
  install Chromium chromium
  chromium="$(find_chromium)" || fail "Chromium was installed but is not on the path: set CHROMIUM_PATH."
fi
export CHROMIUM_PATH="$chromium"

if ! postgres="$(find_postgres)"; then
  install PostgreSQL postgresql
  postgres="$(find_postgres)" || fail "PostgreSQL was installed but its initdb is not in /usr/lib/postgresql/*/bin."
fi

dotnet restore
dotnet format --no-restore --verify-no-changes
dotnet build --no-restore

loops=()
trap 'kill "${loops[@]}" 2>/dev/null || true; stop_postgres' EXIT
start_postgres

# After 12 minutes without a test that ends, the run is stopped and the tests still running are named.
run() {
  local status=0 log
  rm -f TestResults/*_hang.log
  dotnet test --no-build --results-directory TestResults --hangdump --hangdump-timeout 12m --hangdump-type None "$@" || status=$?
  for log in TestResults/BatchDashboard.Tests_*_hang.log; do
    if [[ -e "$log" ]]; then echo "test.sh: for 12 minutes no test ended. These were still running:" >&2; cat "$log" >&2; fi
  done
  return "$status"
}

# Services that keep or read data; pages and journeys do not know which database it is.
services=(--filter-namespace BatchDashboard.Tests.Resolution)
for name in Data Triage Lineage Sync Results Export Import Following Resolution.Kit Resolution.Lineage Resolution.Resubmission; do
  services+=(--filter-namespace "BatchDashboard.Tests.$name" --filter-namespace "BatchDashboard.Tests.$name.*")
done

on_sqlite() { run --filter-not-trait Database=PostgreSql "$@"; }

run_tests() {
  local status=0
  echo "On SQLite:"
  on_sqlite "$@" || status=$?
  echo "On PostgreSQL:"
  DASHBOARD_TEST_POSTGRESQL="$test_postgresql" run "${services[@]}" --filter-not-trait Database=Sqlite "$@" || status=$?
  return "$status"
}

if [[ "${1:-}" != --under-load ]]; then
  run_tests "$@"
  exit
fi

shift
for _ in 1 2 3 4; do
  while kill -0 "$$" 2>/dev/null; do :; done &
  loops+=("$!")
done
for run in 1 2 3; do
  on_sqlite "$@" || fail "run $run of 3 under load failed."
  echo "Run $run of 3 under load passed."
done
