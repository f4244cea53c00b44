# shellcheck shell=bash
# What a sidecar's answers and an app's pages say, read by Node: JSON as the app reads it, HTML and JavaScript as a browser does.

source "$lib/read-html.sh"
source "$lib/read-script.sh"

# judge health|error|env|text FILE, and judge page GLOBAL PAGE CONFIG
#
# - health: the file is what a sidecar says that is up
# - error: the file tells of an error
# - env: the file is a configuration, {"env": {KEY: text}}
# - text: prints what a reader sees of a page
# - page: prints three lines. First what the page gives the browser under the global's name: the `same` values as the configuration, `different`
#   ones, or none: they are `absent`, their script is `cut` by a value or `invalid` for another reason, or in a form that is `unreadable`. Then
#   what was found. Then how the values stand there: `escaped`, with a `raw` <, `cut`, or `untagged`, since none has a <.
#
# Exits with 0 for yes and with 1 for no; then what was found is one line on standard output.
judge() {
  { html_reader && script_reader && page_reader && answer_the_question; } |
    NODE_OPTIONS='' node --no-warnings --experimental-vm-modules - "$@"
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
  if (wrong.length > 0) no(`${named(wrong)}: no text`);
  return config.env;
}

// On one line, whatever they hold.
function named(keys) {
  const shown = keys.slice(0, 5).map((key) => key.slice(0, 100).replace(/\p{Cc}/gu, " "));
  return shown.join(", ") + (keys.length > 5 ? `, and ${keys.length - 5} more` : "");
}

// A value ends its script: what precedes that end is the last of the script.
function isCutBy(text, wanted) {
  const once = (part) => JSON.stringify(part).slice(1, -1);
  const parts = Object.values(wanted).flatMap((value) => value.split(/<\/script/i).slice(0, -1));
  return parts.some((part) => (part === "" ? /["'`]$/.test(text) : [part, once(part), once(once(part))].some((end) => text.endsWith(end))));
}

function page(name, html, wanted) {
  const now = settled(name, inlineScripts(html));
  const hasTag = Object.values(wanted).some((value) => value.includes("<"));
  const cut = now.cut.filter(({ text, reason }) => isCutBy(text, wanted) || (reason === "the page ends in it" && hasTag));
  const marks = cut.length > 0 ? "cut" : now.raw ? "raw" : hasTag ? "escaped" : "untagged";
  const global = `window.${name}`;
  if (now.unreadable) return ["unreadable", `a script of the page sets ${global} in a form that is not read: ${now.unreadable}`, marks];
  if (now.different) return ["different", `${global} is not set: ${now.different}`, marks];
  if (now.value === undefined) {
    if (cut.length > 0) return ["cut", `the script that sets ${global} does not end with its value: a value ends it`, marks];
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

answer_the_question() {
  cat <<'JAVASCRIPT'
const [question, ...given] = process.argv.slice(2);

if (question === "health") {
  if (json(given[0])?.status !== "ok") no('its "status" is not "ok"');
} else if (question === "error") {
  const said = json(given[0]);
  if (!isObject(said) || !("error" in said)) no("it tells of no error");
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
