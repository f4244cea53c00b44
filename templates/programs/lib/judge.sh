#!/usr/bin/env bash
# What a sidecar's answers and an app's pages say, read by Node: JSON as the app reads it, HTML as a browser does.

# judge health|error|env FILE, and judge page GLOBAL PAGE CONFIG
#
# - health: the file is what a sidecar says that is up
# - error: the file tells of an error
# - env: the file is a configuration, {"env": {KEY: text}}
# - page: prints three lines: whether the page gives the browser, under the global's name, the `same` values as the configuration, or
#   `different` ones, or is `unreadable`, or has them `absent`; in what they differ; and whether the script has `<` in it, `raw` or `escaped`
#
# Exits with 0 for yes and with 1 for no; then what was found is one line on standard output.
judge() {
  node - "$@" <<'JAVASCRIPT'
const fs = require("node:fs");
const [question, ...given] = process.argv.slice(2);

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

// A tag's attributes, and the place behind it; null where the page ends before.
// https://html.spec.whatwg.org/multipage/parsing.html#before-attribute-name-state
function tagFrom(html, from) {
  const attributes = new Map();
  let at = from;
  const eat = (sticky) => {
    sticky.lastIndex = at;
    const text = sticky.exec(html)?.[0] ?? "";
    at += text.length;
    return text;
  };
  for (;;) {
    eat(/[ \t\n\f\r/]*/y);
    if (at >= html.length) return null;
    if (html[at] === ">") return { attributes, end: at + 1 };
    const name = eat(/=?[^ \t\n\f\r/>=]*/y).toLowerCase();
    let value = "";
    if (eat(/[ \t\n\f\r]*=[ \t\n\f\r]*/y)) {
      if (html[at] === '"' || html[at] === "'") {
        const close = html.indexOf(html[at], at + 1);
        if (close === -1) return null;
        value = html.slice(at + 1, close);
        at = close + 1;
      } else {
        value = eat(/[^ \t\n\f\r>]*/y);
      }
    }
    if (!attributes.has(name)) attributes.set(name, value);
  }
}

// https://html.spec.whatwg.org/multipage/parsing.html#script-data-state, and the escaped states behind it: after `<!--` and `<script`
// the next `</script` ends nothing.
function endOfScript(html, from) {
  const mark = /<!--|-->|<(\/?)script(?=[ \t\n\f\r/>])/gi;
  mark.lastIndex = from;
  let state = "data";
  for (let found = mark.exec(html); found; found = mark.exec(html)) {
    if (found[0] === "<!--") {
      if (state === "data") state = "escaped";
      mark.lastIndex = found.index + 2; // the dashes of `<!-->` are both
    } else if (found[0] === "-->") {
      state = "data";
    } else if (found[1] === "") {
      if (state === "escaped") state = "double";
    } else if (state === "double") {
      state = "escaped";
    } else {
      return found.index;
    }
  }
  return -1;
}

// The place behind what matches; -1 where nothing does.
function behind(pattern, html, from) {
  pattern.lastIndex = from;
  return pattern.exec(html) ? pattern.lastIndex : -1;
}

// The scripts that a browser runs from the page itself. One that never ends, which it does not run, is among them: a value swallowed the rest.
function inlineScripts(html) {
  const scripts = [];
  const tag = /<(?:!--|[!?]|\/(?![a-z])|\/?([a-z][^ \t\n\f\r/>]*))/gi;
  let inert = 0; // depth of templates, whose scripts do not run
  for (let found = tag.exec(html); found; found = tag.exec(html)) {
    const name = (found[1] ?? "").toLowerCase();
    let end = -1;
    if (found[0] === "<!--") {
      end = behind(/--!?>/g, html, found.index + 2);
    } else if (name === "") {
      end = behind(/>/g, html, found.index);
    } else {
      const { attributes, end: from } = tagFrom(html, tag.lastIndex) ?? { end: -1 };
      const closes = found[0][1] === "/";
      end = from;
      if (name === "template") inert += closes ? -1 : 1;
      if (end !== -1 && !closes && name === "script") {
        end = endOfScript(html, from);
        const ended = end !== -1;
        if (inert <= 0 && isRun(attributes)) scripts.push({ ended, text: html.slice(from, ended ? end : html.length) });
      } else if (end !== -1 && !closes && RAW.includes(name)) {
        end = behind(new RegExp(`</${name}(?=[ \\t\\n\\f\\r/>])`, "gi"), html, from);
      }
    }
    if (end === -1) break;
    tag.lastIndex = end;
  }
  return scripts;
}

// What stands in these is text: https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inhead and what follows it
const RAW = ["style", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "noscript"];

// https://html.spec.whatwg.org/multipage/scripting.html#prepare-the-script-element
function isRun(attributes) {
  const type = (attributes.get("type") ?? "").trim().toLowerCase();
  return !attributes.has("src") && !attributes.has("nomodule") && ["", "module", "text/javascript", "application/javascript"].includes(type);
}

// What next/script leaves to its client: https://nextjs.org/docs/app/api-reference/components/script#beforeinteractive
function unwrapped(text) {
  const [head, tail] = ["(self.__next_s=self.__next_s||[]).push(", ")"];
  const trimmed = text.trim();
  if (!trimmed.startsWith(head) || !trimmed.endsWith(tail)) return text;
  const children = parsed(trimmed.slice(head.length, -tail.length))?.[1]?.children;
  return typeof children === "string" ? children : text;
}

// The text of the value that a script gives the global, or null: the script is that assignment and nothing else.
function assigned(text, name) {
  const [owner, rest] = text.trim().split(/\.(.*)/s);
  if (!["window", "globalThis", "self"].includes(owner) || !rest?.startsWith(name)) return null;
  const value = rest.slice(name.length).trimStart();
  return value.startsWith("=") && !value.startsWith("==") ? value.slice(1).trim().replace(/;$/, "") : null;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function page(name, html, wanted) {
  const scripts = inlineScripts(html).filter(({ text }) => assigned(unwrapped(text), name) !== null);
  if (scripts.length === 0) return ["absent", `no script of the page is \`window.${name} = {"env": …};\``, "escaped"];
  const { text, ended } = scripts[scripts.length - 1];
  const marks = scripts.some((script) => script.text.includes("<")) ? "raw" : "escaped";
  const had = ended ? parsed(assigned(unwrapped(text), name)) : undefined;
  if (had === undefined) return ["unreadable", `the script that sets window.${name} does not end with its value`, marks];
  if (!isObject(had?.env)) return ["different", `window.${name} has no object under "env"`, marks];
  const differing = [...new Set([...Object.keys(wanted), ...Object.keys(had.env)])].filter((key) => had.env[key] !== wanted[key]);
  return differing.length > 0 ? ["different", `window.${name} differs in ${named(differing)}`, marks] : ["same", "", marks];
}

if (question === "health") {
  if (json(given[0])?.status !== "ok") no('its "status" is not "ok"');
} else if (question === "error") {
  const said = json(given[0]);
  if (!isObject(said) || !("error" in said)) no("it tells of no error");
} else if (question === "env") {
  env(json(given[0]));
} else {
  const [name, html, config] = given;
  console.log(page(name, fs.readFileSync(html, "utf8"), env(json(config))).join("\n"));
}
JAVASCRIPT
}

# A value of the configuration would end a script: has_a_tag CONFIG
has_a_tag() {
  node -e 'process.exit(Object.values(JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8")).env).some((value) => value.includes("<")) ? 0 : 1)' "$1"
}
