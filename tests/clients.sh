# Part of run-all.sh: the tests that need npm, Python or a browser, against one running service.

service_pid=

# The figures of node's test reports: # pass 3, # fail 0, # cancelled 0, # skipped 0.
count_tap() {
  local ok bad cancelled left
  figure() { sed -n "s/^# $1 \([0-9]*\)$/\1/p" "$results/output" | tail -1; }
  ok=$(figure pass) bad=$(figure fail) cancelled=$(figure cancelled) left=$(figure skipped)
  count_up "${ok:-0}" $((${bad:-0} + ${cancelled:-0})) "${left:-0}"
}

# The figures of unittest: Ran 9 tests in 1s, then OK or FAILED (failures=1, errors=1, skipped=1).
count_unittest() {
  local ran bad=0 left number
  ran=$(sed -n 's/^Ran \([0-9]*\) tests\{0,1\} in .*/\1/p' "$results/output" | tail -1)
  for number in $(tail -1 "$results/output" | grep -oE '(failures|errors)=[0-9]+' | grep -oE '[0-9]+'); do
    bad=$((bad + number))
  done
  left=$(tail -1 "$results/output" | sed -n 's/.*skipped=\([0-9]*\).*/\1/p')
  local ok=$((${ran:-0} - bad - ${left:-0}))
  count_up $((ok > 0 ? ok : 0)) "$bad" "${left:-0}"
}

count_up() {
  echo "$1 passed, $2 failed, $3 skipped"
  passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3))
  # A run that broke off counts as a failure even when its report shows none.
  if [ "$status" -ne 0 ] && [ "$2" -eq 0 ]; then failed=$((failed + 1)); fi
  if [ "$status" -eq 0 ] && [ "$1" -eq 0 ]; then failed=$((failed + 1)); fi
  # What went wrong is shown, but never a key.
  if [ "$status" -ne 0 ]; then sed -E 's/[a-z]{14}[_:][0-9A-Za-z]{38}/***/g' "$results/output"; fi
}

# foreign_suite NAME COUNTER FOLDER COMMAND…: tests that are not .NET's.
foreign_suite() {
  local name=$1 counter=$2 folder=$3 status=0
  shift 3
  echo "== $name"
  (cd "$folder" && "$@") >"$results/output" 2>&1 || status=$?
  "$counter"
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

install_browser() {
  CHROMIUM=$(command -v chromium || command -v chromium-browser) && return
  as_root apt-get update -qq && as_root apt-get install -y -qq chromium
  CHROMIUM=$(command -v chromium)
}

# Starts the built service on a database and a free port of its own.
start_service() {
  local dll log="$results/service.log"
  dll=$(pwd)/src/WebApi/bin/Debug/net10.0/ApiKeys.WebApi.dll
  (cd "$results" && exec dotnet "$dll" --urls http://127.0.0.1:0 \
    --ConnectionStrings:ApiKeys "Data Source=$results/clients.db") >"$log" 2>&1 &
  service_pid=$!
  for _ in $(seq 300); do
    if grep -q 'Application started' "$log"; then break; fi
    if ! kill -0 "$service_pid" 2>/dev/null; then return 1; fi
    sleep 0.2
  done
  APIKEYS_BASE_URL=$(sed -n 's/.*Now listening on: //p' "$log")
  APIKEYS_OWNER_KEY=$(sed -n 's/^Owner key (shown once): //p' "$log")
  export APIKEYS_BASE_URL APIKEYS_OWNER_KEY CHROMIUM
  [ -n "$APIKEYS_BASE_URL" ] && [ -n "$APIKEYS_OWNER_KEY" ]
}

stop_service() {
  [ -n "$service_pid" ] || return 0
  kill "$service_pid" 2>/dev/null
  wait "$service_pid" 2>/dev/null
  service_pid=
}

test_clients() {
  step "browser" install_browser
  step "packages of tests/openapi" npm ci --prefix tests/openapi --silent
  step "packages of clients/typescript" npm ci --prefix clients/typescript --silent
  step "service" start_service
  foreign_suite "OpenAPI: linters and page" count_tap tests/openapi npm test --silent
  foreign_suite "TypeScript client" count_tap clients/typescript npm test --silent
  foreign_suite "Python client" count_unittest clients/python python3 -m unittest discover
  stop_service
}
