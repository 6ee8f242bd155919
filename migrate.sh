#!/usr/bin/env bash
# Adds a migration of the database's model for each of its providers: ./migrate.sh NAME
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/BatchDashboard"

[[ $# == 1 ]] || { echo "migrate.sh: say what the migration is called, e.g. ./migrate.sh BatchLabels" >&2; exit 1; }
dotnet tool restore
dotnet build
for provider in Sqlite PostgreSql; do
  dotnet ef migrations add "$1" --no-build --context "${provider}Context" --output-dir "Data/Migrations/$provider"
done
