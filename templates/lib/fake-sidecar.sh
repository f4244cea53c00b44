# shellcheck shell=bash
# A fake sidecar that replaces the stopped one: it returns no valid configuration, or the one that the sidecar had.

# Responses that an app must not use as its configuration.
failing_responses='error-with-values page error-as-200 truncated unending'
fake_sidecar_pid=''

describe_fake_response() {
  case "$1" in
    error-with-values) printf 'a 500 response with values,' ;;
    page) printf 'an HTML page,' ;;
    error-as-200) printf 'a 200 response with an error,' ;;
    truncated) printf 'truncated JSON,' ;;
    unending) printf 'a response that does not end,' ;;
  esac
}

# start_fake_sidecar URL: starts it at a URL of this machine; if that fails, sets fake_sidecar_error to the reason
start_fake_sidecar() {
  local local_host='^http://(127\.[0-9.]+|localhost|\[::1\])(:[0-9]+)?(/|$)'
  if [[ ! "$1" =~ $local_host ]]; then
    fake_sidecar_error="the sidecar is not on this machine's loopback, so this script cannot replace it"
    return 1
  fi
  rm -rf "$work/fake-sidecar"
  mkdir "$work/fake-sidecar"
  set_fake_response error-with-values
  fake_sidecar_source >"$work/fake-sidecar/server.js"
  # Without a shell between, so that stop_fake_sidecar ends the server itself.
  exec_with_only "$plain_environment" node "$work/fake-sidecar/server.js" "$1" "$work" </dev/null >"$work/fake-sidecar/log" 2>&1 &
  fake_sidecar_pid=$!
  if ! pause=0.05 retry_for 20 fake_sidecar_has_started || [[ "$(head -n 1 "$work/fake-sidecar/log")" != listening ]]; then
    fake_sidecar_error="this script cannot replace the sidecar ($(excerpt "$work/fake-sidecar/log"))"
    stop_fake_sidecar
    return 1
  fi
}

fake_sidecar_has_started() {
  [[ -s "$work/fake-sidecar/log" ]]
}

set_fake_response() {
  printf '%s' "$1" >"$work/fake-sidecar/response"
}

# The app requested the configuration.
has_requests() {
  [[ -e "$work/fake-sidecar/requests" ]]
}

stop_fake_sidecar() {
  if [[ -n "$fake_sidecar_pid" ]]; then
    kill "$fake_sidecar_pid" 2>/dev/null || true
    wait "$fake_sidecar_pid" 2>/dev/null || true
    fake_sidecar_pid=''
  fi
}

fake_sidecar_source() {
  cat <<'JAVASCRIPT'
const fs = require("node:fs");
const http = require("node:http");
const [address, work] = process.argv.slice(2);
const { hostname, port } = new URL(address);
const config = fs.existsSync(`${work}/config`) ? fs.readFileSync(`${work}/config`, "utf8") : '{"env":{"KEY":"value"}}';
const wrong = JSON.stringify({ env: Object.fromEntries(Object.keys(JSON.parse(config).env).map((key) => [key, "of an error"])) });

const RESPONSES = {
  "error-with-values": (response) => json(response, 500).end(wrong),
  page: (response) => response.writeHead(200, { "Content-Type": "text/html" }).end("<!doctype html><title>Not the sidecar</title>"),
  "error-as-200": (response) => json(response, 200).end('{"error":"no configuration","missingKeys":["KEY"]}'),
  truncated: (response) => json(response, 200).end(wrong.slice(0, -2)),
  unending: (response) => json(response, 200).write(wrong.slice(0, -2)),
  configuration: (response) => json(response, 200).end(config),
};

function json(response, status) {
  return response.writeHead(status, { "Content-Type": "application/json", "Cache-Control": "no-store", Connection: "close" });
}

const server = http.createServer((request, response) => {
  const kind = fs.readFileSync(`${work}/fake-sidecar/response`, "utf8");
  if (request.url.split("?")[0].endsWith("/runtime-config")) {
    fs.appendFileSync(`${work}/fake-sidecar/requests`, `${kind}\n`);
    RESPONSES[kind](response);
  } else {
    json(response, kind === "configuration" ? 200 : 500).end(kind === "configuration" ? '{"status":"ok"}' : '{"status":"failing"}');
  }
});
server.on("error", (error) => console.log(error.code));
server.listen(Number(port) || 80, hostname.replace(/[[\]]/g, ""), () => console.log("listening"));

// Exits when the script has ended, however it ended.
const parent = process.ppid;
setInterval(() => process.ppid === parent || process.exit(), 500);
JAVASCRIPT
}
