#!/usr/bin/env bash
# Installs what the tests need, builds, runs every test, and ends with one line: N passed, N failed, N skipped.
set -uo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

. tests/clients.sh

results=$(mktemp -d)
trap 'stop_service; rm -rf "$results"' EXIT
passed=0 failed=0 skipped=0

finish() {
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
  exit
}

# step NAME COMMAND…: a step that must succeed before there is anything to test.
step() {
  echo "== $1"
  shift
  if ! "$@"; then
    failed=$((failed + 1))
    finish
  fi
}

# suite PROJECT: one .NET test project; its figures come from the report it writes.
suite() {
  local name report counters
  name=$(basename "$1")
  report="$results/$name.trx"
  echo "== $name"
  local status=0
  dotnet test "$1" --no-build --nologo --logger "trx;LogFileName=$report" --logger "console;verbosity=minimal" || status=$?
  counters=$(grep -o '<Counters [^>]*>' "$report" 2>/dev/null)
  count() { sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$counters"; }
  local total executed ok bad
  total=$(count total) executed=$(count executed) ok=$(count passed) bad=$(count failed)
  passed=$((passed + ${ok:-0}))
  failed=$((failed + ${bad:-0}))
  skipped=$((skipped + ${total:-0} - ${executed:-0}))
  # A run that broke off counts as a failure even when its report shows none.
  if [ "$status" -ne 0 ] && [ "${bad:-0}" -eq 0 ]; then failed=$((failed + 1)); fi
}

# debian_packages: what the tests start beside the service. Where it cannot be installed, the tests that need it fail and say so.
debian_packages() {
  [ -d /usr/lib/postgresql ] && return
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || return 0
    as_root=(sudo -n)
  fi
  command -v apt-get >/dev/null || return 0
  "${as_root[@]}" apt-get update -qq &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql ||
    echo "PostgreSQL could not be installed."
}

step "packages" debian_packages
step "tools" dotnet tool restore
step "format" dotnet csharpier check .
step "build" dotnet build ApiKeys.sln --nologo -v quiet
for project in tests/*Tests/; do
  suite "$project"
done
test_clients
finish
