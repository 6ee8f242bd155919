#!/usr/bin/env bash
# Makes docs/batch-page.png from the running app: the sandbox's sample batch, downloaded, at 1440 px.
# Needs a Chromium: CHROMIUM_PATH, or one on the path.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

chromium="${CHROMIUM_PATH:-$(command -v chromium || command -v chromium-browser || command -v google-chrome)}"
data="$(mktemp -d)"
url="http://127.0.0.1:${PORT:-5099}"
trap 'kill "${app:-}" 2>/dev/null; wait 2>/dev/null; rm -rf "$data"' EXIT

dotnet build BatchDashboard
dotnet BatchDashboard/bin/Debug/net10.0/BatchDashboard.dll --urls "$url" --Data:Directory="$data/app" >"$data/log" 2>&1 &
app=$!
curl --silent --fail --retry 60 --retry-connrefused --retry-delay 1 "$url/health/ready" >/dev/null

# A filter makes the app copy the whole batch, so that the picture shows what is known of all jobs.
curl --silent --fail "$url/batches/batch-abc123?status=failed" >/dev/null
"$chromium" --headless --no-sandbox --disable-gpu --disable-background-networking --hide-scrollbars \
  --user-data-dir="$data/chromium" --window-size=1440,1300 --screenshot="$PWD/docs/batch-page.png" \
  "$url/batches/batch-abc123" 2>/dev/null

size="$(stat --format=%s docs/batch-page.png)"
echo "docs/batch-page.png: $size bytes"
[[ "$size" -lt 300000 ]] || { echo "The picture is over 300 KB." >&2; exit 1; }
