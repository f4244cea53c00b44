# shellcheck shell=bash
# The clauses of the runtime-config contract, and what became of each: a list on standard output.

held=0 broke=0 left='' left_out=0
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
sidecar-method|POST, PUT, PATCH and DELETE answer 405 on both routes|answer 405 to every method but GET
sidecar-again|stopped and started, the sidecar serves its configuration again|let it start with what it started with the first time; its log says what is missing
page-served|the app serves its page, 200 and HTML|name a page that needs no login: --app URL; else see the app's log
page-values|the page gives the browser exactly what the sidecar serves|set the global in a script of its own in the root layout, from what this request fetched
page-escaping|no value of the configuration can end its script|write each < of the JSON as \u003c
lost-served|with the sidecar lost, the app serves its page|catch what the fetch throws, give it a time limit, and fall back
lost-values|with the sidecar lost, the page keeps the values it had|fall back on the last configuration, and only then on the process's own variables
failing-served|with the sidecar answering, but with no configuration, the app serves its page|take every answer but 200 with {"env": …} for no answer, and fall back
failing-values|with such answers, the page keeps the values it had|look at the status before the body, and at "env" before it is kept; else fall back on the last configuration
back-served|with the sidecar back, the app serves its page|take nothing of the outage along: keep no promise, for a rejected one stays rejected
back-values|with the sidecar back, the page shows the new configuration|fetch for each request, and keep no promise: a rejected one stays rejected
start-served|started without its sidecar, the app serves its page|let the prewarm fail in silence, and fall back on the process's own variables
start-values|started without its sidecar, the app shows its configuration once it is available|fetch for each request, and keep no promise: a rejected one stays rejected
start-prewarm|started with its sidecar there, the app asks it before anybody asks for a page|fetch the configuration in register() of instrumentation.ts, and keep it
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

# broken NAME FOUND [REMEDY], where what was found needs another than the clause has
broken() {
  look_up "$1"
  broke=$((broke + 1))
  clean "$2"
  printf '%s✗ %s%s: %s\n    found: %s\n' "$cross" "$1" "$end" "$rule" "$cleaned"
  clean "${3:-$remedy}"
  printf '    to do: %s\n' "$cleaned"
}

# unchecked NAME WHY
unchecked() {
  look_up "$1"
  left_out=$((left_out + 1))
  if ! is_allowed "$1"; then left="$left${left:+,}$1"; fi
  clean "$2"
  printf '%s- %s%s: %s\n    not checked: %s\n' "$faint" "$1" "$end" "$rule" "$cleaned"
}

# unchecked_all WHY NAME…
unchecked_all() {
  local why="$1" name
  shift
  for name in "$@"; do unchecked "$name" "$why"; done
}

# It may be left unchecked: is_allowed NAME
is_allowed() {
  [[ "$allowed" == all || ",$allowed," == *",$1,"* ]]
}

# How many of each, and the exit code: a broken clause is a failure, and so is one that nobody has looked at.
conclude() {
  printf '\nclauses: %s hold, %s broken, %s not checked\n' "$held" "$broke" "$left_out"
  if ((broke > 0)); then exit 1; fi
  if [[ -n "$left" ]]; then
    say "$script: not all of the contract was checked. To do: fix what each of them says, or allow it: --allow-unchecked $left"
    exit 3
  fi
}
