#!/usr/bin/env bash
# The clauses of the runtime-config contract, and what became of each: a list on standard output.

held=0 broke=0 left=0
tick="$green" cross="$red" faint="$yellow" end="$plain"
if [[ ! -t 1 ]]; then tick='' cross='' faint='' end=''; fi

# One clause a line: its name, what must be so, and what to do where it is not.
clauses() {
  cat <<'CLAUSES'
sidecar-status|GET / of the sidecar answers 200 with {"status": "ok"}|answer so as soon as the sidecar listens
sidecar-error|GET /runtime-config answers no error with 200|answer an error with 500: the app would take it for its configuration
sidecar-config|GET /runtime-config answers 200 with {"env": {KEY: value}}, each value a text|set what the sidecar misses, or let it answer in this form
sidecar-json|GET /runtime-config has the content type application/json|send Content-Type: application/json
sidecar-no-store|GET /runtime-config is never kept: Cache-Control: no-store|send Cache-Control: no-store
sidecar-not-found|another path answers 404|answer 404 for every path but / and /runtime-config
sidecar-method|another method than GET answers 405 on both routes|answer 405 to POST
page-served|the app serves its page, 200 and HTML|name a page that needs no login and does not redirect: --app URL; else see the app's log
page-values|the page gives the browser exactly what the sidecar serves|set the global in a script of its own in the root layout, from what this request fetched
page-escaping|no value of the configuration can end the script it stands in|write each < of the JSON as \u003c
lost-served|with the sidecar lost, the app serves its page|catch what the fetch throws, give it a time limit, and fall back
lost-values|with the sidecar lost, the page keeps the values it had|fall back on the last configuration, and only then on the process's own variables
back-values|with the sidecar back, the page shows the new configuration|fetch for each request, and keep no promise: a rejected one stays rejected
start-served|started without its sidecar, the app serves its page|let the prewarm fail in silence, and fall back on the process's own variables
start-values|started without its sidecar, the app shows its configuration once it is there|fetch for each request, and keep no promise: a rejected one stays rejected
CLAUSES
}

# What must be so, and what to do where it is not, in `rule` and `remedy`: look_up NAME
look_up() {
  local name
  while IFS='|' read -r name rule remedy; do
    if [[ "$name" == "$1" ]]; then return; fi
  done < <(clauses)
}

holds() {
  look_up "$1"
  held=$((held + 1))
  printf '%s✓%s %s: %s\n' "$tick" "$end" "$1" "$rule"
}

# broken NAME FOUND
broken() {
  look_up "$1"
  broke=$((broke + 1))
  printf '%s✗ %s%s: %s\n    found: %s\n    to do: %s\n' "$cross" "$1" "$end" "$rule" "$(clean "$2")" "$remedy"
}

# unchecked NAME WHY
unchecked() {
  look_up "$1"
  left=$((left + 1))
  printf '%s- %s%s: %s\n    not checked: %s\n' "$faint" "$1" "$end" "$rule" "$(clean "$2")"
}

# unchecked_all WHY NAME…
unchecked_all() {
  local why="$1" name
  shift
  for name in "$@"; do unchecked "$name" "$why"; done
}

# How many of each, and the exit code: a broken clause is a failure.
conclude() {
  printf '\nclauses: %s hold, %s broken, %s not checked\n' "$held" "$broke" "$left"
  if ((broke > 0)); then exit 1; fi
}
