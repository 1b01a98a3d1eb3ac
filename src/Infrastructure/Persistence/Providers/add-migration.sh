#!/usr/bin/env bash
# Adds a migration of the current model to every database: add-migration.sh NAME
set -euo pipefail
name=${1:?usage: add-migration.sh NAME}
cd "$(dirname "$0")/../../../.."
dotnet tool restore >/dev/null
dotnet build src/Infrastructure --nologo -v quiet
for provider in Sqlite SqlServer PostgreSql; do
  dotnet ef migrations add "$name" --no-build \
    --project src/Infrastructure --startup-project src/Infrastructure \
    --context "${provider}ApiKeysDbContext" \
    --output-dir "Persistence/Providers/$provider/Migrations"
done
# The tool writes a byte order mark that .editorconfig does not want.
sed -i 's/^\xef\xbb\xbf//' src/Infrastructure/Persistence/Providers/*/Migrations/*.cs
