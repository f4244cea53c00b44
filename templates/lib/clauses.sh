# shellcheck shell=bash
# The clauses of the runtime-config contract, and the report of their results on stdout.

held=0 broke=0 left='' left_out=0
tick="$green" cross="$red" faint="$yellow" end="$plain"
if [[ ! -t 1 ]]; then tick='' cross='' faint='' end=''; fi

# One clause per line: name, requirement, remedy.
IFS= read -r -d '' clauses <<'CLAUSES' || true
sidecar-status|GET / of the sidecar responds with 200 and {"status": "ok"}|send this response as soon as the sidecar listens
sidecar-error|GET /runtime-config never responds with 200 and an error|respond with 500 to an error; otherwise the app uses it as its configuration
sidecar-config|GET /runtime-config responds with 200 and {"env": {KEY: value}}, each value a string|set what the sidecar lacks, or make it respond in this form
sidecar-json|GET /runtime-config has the content type application/json|send Content-Type: application/json
sidecar-no-store|GET /runtime-config has the header Cache-Control: no-store|send Cache-Control: no-store
sidecar-not-found|another path responds with 404|respond with 404 for every path except / and /runtime-config
sidecar-method|POST, PUT, PATCH and DELETE get 405 on both routes|respond with 405 to every method except GET
sidecar-again|after a stop and a start the sidecar serves its configuration again|start it with the same settings as the first time; its log says what is missing
page-served|the app serves its page with 200 and as HTML|name a page that needs no login: --app URL; otherwise see the app's log
page-values|the page gives the browser exactly what the sidecar serves|set the global in a separate script in the root layout, from the configuration fetched for this request
page-escaping|no value of the configuration can end its script|write each < of the JSON as \u003c
lost-served|while the sidecar is stopped, the app serves its page|catch the exception of the fetch, set a time limit, and fall back
lost-values|while the sidecar is stopped, the page keeps its values|fall back to the last configuration, and only then to the environment variables of the app
failing-served|while the sidecar fails, the app serves its page|treat every response except 200 with {"env": …} as no response, and fall back
failing-values|while the sidecar fails, the page keeps its values|check the status before the body, and "env" before it is stored; otherwise fall back to the last configuration
back-served|after the outage the app serves its page|keep no state of the outage; a cached promise that was rejected stays rejected
back-values|after the outage the page shows the new configuration|fetch for each request; a cached promise that was rejected stays rejected
start-served|started without its sidecar, the app serves its page|ignore an error of the prewarm, and fall back to the environment variables of the app
start-values|started without its sidecar, the app shows its configuration once it is available|fetch for each request; a cached promise that was rejected stays rejected
start-prewarm|started with its sidecar, the app requests the configuration before the first request for a page|fetch the configuration in register() of instrumentation.ts, and keep it
CLAUSES

# find_clause NAME: sets rule and remedy
find_clause() {
  local name
  while IFS='|' read -r name rule remedy; do
    if [[ "$name" == "$1" ]]; then return; fi
  done <<<"$clauses"
}

# report_holds NAME
report_holds() {
  find_clause "$1"
  held=$((held + 1))
  printf '%s✓%s %s: %s\n' "$tick" "$end" "$1" "$rule"
}

# report_broken NAME FOUND [REMEDY]: REMEDY replaces that of the clause
report_broken() {
  find_clause "$1"
  broke=$((broke + 1))
  clean "$2"
  printf '%s✗ %s%s: %s\n    found: %s\n' "$cross" "$1" "$end" "$rule" "$cleaned"
  clean "${3:-$remedy}"
  printf '    to do: %s\n' "$cleaned"
}

# report_unchecked NAME WHY
report_unchecked() {
  find_clause "$1"
  left_out=$((left_out + 1))
  if ! is_allowed "$1"; then left="$left${left:+,}$1"; fi
  clean "$2"
  printf '%s- %s%s: %s\n    not checked: %s\n' "$faint" "$1" "$end" "$rule" "$cleaned"
}

# report_all_unchecked WHY NAME…
report_all_unchecked() {
  local reason="$1" name
  shift
  for name in "$@"; do report_unchecked "$name" "$reason"; done
}

# is_allowed NAME: --allow-unchecked has the clause
is_allowed() {
  [[ "$allowed" == all || ",$allowed," == *",$1,"* ]]
}

# Print the totals and set the exit code: a broken clause is a failure, and so is an unchecked one.
report_results() {
  printf '\nclauses: %s hold, %s broken, %s not checked\n' "$held" "$broke" "$left_out"
  if ((broke > 0)); then exit 1; fi
  if [[ -n "$left" ]]; then
    say "$script: the contract was not checked completely. To do: remove the causes above, or allow these clauses to be unchecked: --allow-unchecked $left"
    exit 3
  fi
}
