# shellcheck shell=bash
# Inspect responses of the sidecar and pages of the app, with Node: JSON as the app reads it, HTML and JavaScript as a browser does.

source "$lib/read-html.sh"
source "$lib/read-script.sh"

# inspect health|error|env|text FILE, or inspect page GLOBAL PAGE CONFIG
#
# - health: the file is the status of a healthy sidecar
# - error: the file has an error
# - env: the file is a configuration, {"env": {KEY: string}}
# - text: prints the visible text of a page
# - page: prints three lines. The first is the state of the global in the page: it has the `same` values as the configuration or `different`
#   ones, is `absent`, its script is `cut` by a value or `invalid` for another reason, or has a form that is `unreadable`. The second describes
#   that. The third is how the values are written: `escaped`, with a `raw` <, `cut`, or `untagged` if none has a <.
#
# The exit code is 0 for yes and 1 for no; for no it prints the reason on one line.
inspect() {
  { html_reader && script_reader && page_reader && response_parser; } |
    node --no-warnings --experimental-vm-modules - "$@"
}

page_reader() {
  cat <<'JAVASCRIPT'
const fs = require("node:fs");

function json(file) {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(fs.readFileSync(file)));
  } catch {
    return no("it is not JSON");
  }
}

function no(found) {
  console.log(found);
  process.exit(1);
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

function env(config) {
  if (!isObject(config) || !isObject(config.env)) no('it has no object under "env"');
  if (Object.keys(config.env).length === 0) no('its "env" is empty');
  const wrong = Object.keys(config.env).filter((key) => typeof config.env[key] !== "string");
  if (wrong.length > 0) no(`${named(wrong)}: not a string`);
  return config.env;
}

// On one line, whatever they contain.
function named(keys) {
  const shown = keys.slice(0, 5).map((key) => key.slice(0, 100).replace(/\p{Cc}/gu, " "));
  return shown.join(", ") + (keys.length > 5 ? `, and ${keys.length - 5} more` : "");
}

// Whether a value with </script ends the script: then the script ends with the part of the value before it.
function isCutBy(text, wanted) {
  const once = (part) => JSON.stringify(part).slice(1, -1);
  const parts = Object.values(wanted).flatMap((value) => value.split(/<\/script/i).slice(0, -1));
  return parts.some((part) => (part === "" ? /["'`]$/.test(text) : [part, once(part), once(once(part))].some((end) => text.endsWith(end))));
}

function page(name, html, wanted) {
  const now = settled(name, inlineScripts(html));
  const hasTag = Object.values(wanted).some((value) => value.includes("<"));
  const cut = now.cut.filter(({ text, reason }) => isCutBy(text, wanted) || (reason === "it has no </script>" && hasTag));
  const marks = cut.length > 0 ? "cut" : now.raw ? "raw" : hasTag ? "escaped" : "untagged";
  const global = `window.${name}`;
  if (now.unreadable) return ["unreadable", `what the page sets ${global} to cannot be read: ${now.unreadable}`, marks];
  if (now.different) return ["different", `${global} is not set: ${now.different}`, marks];
  if (now.value === undefined) {
    if (cut.length > 0) return ["cut", `the script that sets ${global} is cut off at a value of the configuration whose < is not escaped`, marks];
    if (now.cut.length > 0) return ["invalid", `no browser runs the script that sets ${global}: ${now.cut[0].reason}`, marks];
    return ["absent", now.absent ?? `no script of the page is \`${global} = {"env": …};\``, marks];
  }
  if (!isObject(now.value?.env)) return ["different", `${global} has no object under "env"`, marks];
  const had = new Map(Object.entries(now.value.env));
  const differing = [...new Set([...Object.keys(wanted), ...had.keys()])].filter((key) => had.get(key) !== wanted[key]);
  return differing.length > 0 ? ["different", `${global} differs in ${named(differing)}`, marks] : ["same", "", marks];
}

JAVASCRIPT
}

response_parser() {
  cat <<'JAVASCRIPT'
const [question, ...given] = process.argv.slice(2);

if (question === "health") {
  if (json(given[0])?.status !== "ok") no('its "status" is not "ok"');
} else if (question === "error") {
  const body = json(given[0]);
  if (!isObject(body) || !("error" in body)) no("it has no error");
} else if (question === "env") {
  env(json(given[0]));
} else if (question === "text") {
  console.log(visibleText(fs.readFileSync(given[0], "utf8")).slice(0, 160).replace(/[^\x20-\x7e]/g, ""));
} else {
  const [name, html, config] = given;
  console.log(page(name, fs.readFileSync(html, "utf8"), env(json(config))).join("\n"));
}
JAVASCRIPT
}
