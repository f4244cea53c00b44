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
  const wrong = Object.keys(config.env).filter((key) => typeof config.env[key] !== "string");
  if (wrong.length > 0) no(`${named(wrong)}: no text`);
  return config.env;
}

function named(keys) {
  return keys.slice(0, 5).join(", ") + (keys.length > 5 ? `, and ${keys.length - 5} more` : "");
}

// Behind the `>` that ends a tag: one in a quoted value does not. -1 where the page ends before.
function endOfTag(html, from) {
  let before = "";
  for (let at = from; at < html.length; at++) {
    const letter = html[at];
    if (letter === ">") return at + 1;
    if (before === "=" && (letter === '"' || letter === "'")) {
      at = html.indexOf(letter, at + 1);
      if (at === -1) return -1;
    }
    if (/\S/.test(letter)) before = letter;
  }
  return -1;
}

// https://html.spec.whatwg.org/multipage/parsing.html#script-data-state, and the escaped states behind it: after `<!--` and `<script`
// the next `</script` ends nothing.
function endOfScript(html, from) {
  const mark = /<!--|-->|<(\/?)script(?=[\s/>])/gi;
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

// The text of each script that a browser runs from the page itself.
function inlineScripts(html) {
  const texts = [];
  const tag = /<(?:!--|[!?]|\/?([a-z][^\s/>]*))/gi;
  for (let found = tag.exec(html); found; found = tag.exec(html)) {
    const name = (found[1] ?? "").toLowerCase();
    let end;
    if (found[0] === "<!--") {
      const close = /--!?>/g;
      close.lastIndex = found.index + 2;
      end = close.exec(html) ? close.lastIndex : -1;
    } else if (name === "") {
      end = html.indexOf(">", found.index) + 1 || -1;
    } else {
      end = endOfTag(html, tag.lastIndex);
      const attributes = html.slice(tag.lastIndex, end);
      if (end !== -1 && found[0][1] !== "/") {
        if (name === "script") {
          const close = endOfScript(html, end);
          if (isRun(attributes)) texts.push(html.slice(end, close === -1 ? html.length : close));
          end = close;
        } else if (/^(style|title|textarea|xmp|iframe|noembed|noframes|noscript)$/.test(name)) {
          const close = new RegExp(`</${name}(?=[\\s/>])`, "gi");
          close.lastIndex = end;
          end = close.exec(html) ? close.lastIndex : -1;
        }
      }
    }
    if (end === -1) break;
    tag.lastIndex = end;
  }
  return texts;
}

function isRun(attributes) {
  const type = /\stype\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]*))/i.exec(attributes);
  const word = (type?.[1] ?? type?.[2] ?? type?.[3] ?? "").trim().toLowerCase();
  return !/\ssrc\s*=/i.test(attributes) && ["", "module", "text/javascript", "application/javascript"].includes(word);
}

// What next/script leaves to its client: https://nextjs.org/docs/app/api-reference/components/script#beforeinteractive
function unwrapped(text) {
  const [head, tail] = ["(self.__next_s=self.__next_s||[]).push(", ")"];
  const trimmed = text.trim();
  if (!trimmed.startsWith(head) || !trimmed.endsWith(tail)) return text;
  try {
    const children = JSON.parse(trimmed.slice(head.length, -tail.length))[1].children;
    return typeof children === "string" ? children : text;
  } catch {
    return text;
  }
}

// The text of the value that a script gives the global, or null: the script is that assignment and nothing else.
function assigned(text, name) {
  const [owner, rest] = text.trim().split(/\.(.*)/s);
  if (!["window", "globalThis", "self"].includes(owner) || !rest?.startsWith(name)) return null;
  const behind = rest.slice(name.length).trimStart();
  return behind.startsWith("=") && !behind.startsWith("==") ? behind.slice(1).trim().replace(/;$/, "") : null;
}

function page(name, html, wanted) {
  const scripts = inlineScripts(html).filter((text) => assigned(unwrapped(text), name) !== null);
  if (scripts.length === 0) return ["absent", `no script of the page is \`window.${name} = {"env": …};\``, "escaped"];
  const script = scripts[scripts.length - 1];
  const marks = scripts.some((text) => text.includes("<")) ? "raw" : "escaped";
  let had;
  try {
    had = JSON.parse(assigned(unwrapped(script), name)).env;
  } catch {
    return ["unreadable", `the script that sets window.${name} does not end with its value`, marks];
  }
  if (!isObject(had)) return ["different", `window.${name} has no object under "env"`, marks];
  const differing = [...new Set([...Object.keys(wanted), ...Object.keys(had)])].filter((key) => had[key] !== wanted[key]);
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
