# shellcheck shell=bash
# Read the value that a script of the page assigns to a global, without running the script: JavaScript for `inspect`.

# The supported forms, one per line, for the help.
script_forms() {
  cat <<'FORMS'
window.NAME = VALUE, with globalThis or self as well, as window["NAME"], as NAME alone, or with var
VALUE: {"env": …} as JSON or as a literal, JSON.parse("…"), Object.freeze(…), NAME || …, or a constant of the same script
what next/script makes of it: (self.__next_s=self.__next_s||[]).push([0,{"children":"…"}])
"use strict", comments and further statements beside it; all of it in a function that is called at once
FORMS
}

script_reader() {
  cat <<'JAVASCRIPT'
const vm = require("node:vm");

class Unreadable extends Error {}
class Throws extends Error {}

// Compiling runs nothing: https://nodejs.org/api/vm.html#new-vmscriptcode-options
function compiles(text, module) {
  try {
    return Boolean(module ? new vm.SourceTextModule(text) : new vm.Script(text));
  } catch {
    return false;
  }
}

// Whether this place is in code, and not in a string, a comment or a regular expression: a stray sign breaks only code.
function isCode(text, at, module) {
  return !compiles(`${text.slice(0, at)} @ ${text.slice(at)}`, module);
}

// A script that next/script runs in the browser: https://nextjs.org/docs/app/api-reference/components/script#beforeinteractive
const DEFERRED = /^\s*(?:\(\s*self\.__next_s\s*=\s*self\.__next_s\s*\|\|\s*\[\s*\]\s*\)|self\.__next_s)\s*\.\s*push\(([^]*)\)\s*;?\s*$/;

// The script that such a script contains, or null if this is none.
function deferred({ text }) {
  const found = DEFERRED.exec(text);
  if (!found) return null;
  try {
    const [source, { children, type = "" }] = JSON.parse(found[1]);
    if (source || typeof children !== "string" || !["", "module", "text/javascript"].includes(type)) return { text: "" };
    return { text: children, module: type === "module", wrapper: found[1] };
  } catch {
    return null;
  }
}

const CALLED_AT_ONCE =
  /^\s*[;!]?\s*(?:void\s+)?\(?\s*(?:function\s*[\w$]*\s*\(\s*\)|\(\s*\)\s*=>)\s*\{([^]*)\}\s*\)?\s*\(\s*\)\s*\)?\s*;?\s*$/;

// The body of a function that is the whole script and called at once.
function body(script) {
  const found = CALLED_AT_ONCE.exec(script.text);
  return found && compiles(found[1]) ? { ...script, text: found[1], local: true } : script;
}

// Reads the value at a place: its end, the value, and whether a text in it has a raw `<`. `names` knows the other names.
function readValue(text, from, names) {
  let at = from;
  let raw = false;
  let depth = 0;

  const take = (sticky) => {
    sticky.lastIndex = at;
    const found = sticky.exec(text);
    if (found) at = sticky.lastIndex;
    return found;
  };
  const blank = () => take(/(?:\s|\/\*[^]*?\*\/|\/\/[^\n\r\u2028\u2029]*)*/y);
  const sign = (sticky) => {
    const begin = at;
    blank();
    const found = take(sticky);
    if (!found) at = begin;
    return found;
  };
  const expect = (sticky) => sign(sticky) ?? refuse();
  function refuse(reason = "its value is not a literal") {
    throw new Unreadable(reason);
  }

  function string(quote) {
    let value = "";
    for (;;) {
      const begin = at;
      while (at < text.length && text[at] !== quote && text[at] !== "\\" && !(quote === "`" && text.startsWith("${", at))) at += 1;
      const plain = text.slice(begin, at);
      raw ||= plain.includes("<");
      value += plain;
      if (text[at] === quote) break;
      if (text[at] !== "\\") refuse();
      at += 1;
      value += escaped();
    }
    at += 1;
    return value;
  }

  // https://tc39.es/ecma262/#prod-EscapeSequence
  function escaped() {
    const found = take(/u\{([\da-f]+)\}|u([\da-f]{4})|x([\da-f]{2})|([0-3][0-7]{0,2}|[4-7][0-7]?)|(\r\n|[\n\r\u2028\u2029])|([^])/iy);
    const [, long, short, byte, octal, line, letter] = found ?? refuse();
    raw ||= letter === "<";
    if (line) return "";
    if (octal) return String.fromCharCode(parseInt(octal, 8));
    if (letter) return { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" }[letter] ?? letter;
    return String.fromCodePoint(parseInt(long ?? short ?? byte, 16));
  }

  function list(close, item) {
    while (!sign(close)) {
      item();
      if (sign(close)) return;
      expect(/,/y);
    }
  }

  function object() {
    const value = {};
    list(/\}/y, () => {
      if (sign(/\.\.\./y)) return Object.assign(value, expression());
      const quote = sign(/["']/y);
      const word = quote ? null : sign(/[\w$]+/y)?.[0];
      const key = quote ? string(quote[0]) : (word ?? computed());
      if (word && sign(/(?=[,}])/y)) value[word] = names(word);
      else if (expect(/:/y)) set(value, key, expression());
    });
    return value;
  }

  // Not by `=`, which would give it another prototype.
  const set = (value, key, one) => Object.defineProperty(value, key, { value: one, enumerable: true, configurable: true, writable: true });

  function computed() {
    expect(/\[/y);
    const key = String(expression());
    expect(/\]/y);
    return key;
  }

  const inBrackets = (open = /\(/y) => {
    expect(open);
    const value = expression();
    expect(/\)/y);
    return value;
  };

  function called(act) {
    const value = inBrackets();
    try {
      return act(value);
    } catch (error) {
      throw new Throws(error.message);
    }
  }

  const WORDS = { true: () => true, false: () => false, null: () => null, undefined: () => undefined };
  const CALLS = [
    [/JSON\s*\.\s*parse(?=\s*\()/y, JSON.parse],
    [/Object\s*\.\s*(?:freeze|seal)(?=\s*\()/y, (value) => value],
    [/(?:window\s*\.\s*)?atob(?=\s*\()/y, atob],
    [/decodeURIComponent(?=\s*\()/y, decodeURIComponent],
  ];

  function primary() {
    blank();
    const quote = take(/["'`]/y);
    if (quote) return string(quote[0]);
    if (take(/\{/y)) return object();
    if (take(/\[/y)) {
      const values = [];
      list(/\]/y, () => values.push(expression()));
      return values;
    }
    if (text[at] === "(") return inBrackets();
    const number = take(/-?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\w$.])/iy);
    if (number) return Number(number[0]);
    for (const [name, act] of CALLS) if (take(name)) return called(act);
    const global = take(names.global);
    if (global) return sign(/=(?![=>])/y) ? expression() : names();
    const word = take(/[A-Za-z_$][\w$]*/y)?.[0] ?? refuse();
    return Object.hasOwn(WORDS, word) ? WORDS[word]() : names(word);
  }

  function sum() {
    let value = primary();
    while (typeof value === "string" && sign(/\+(?![+=])/y)) value += primary();
    return value;
  }

  function expression() {
    if (++depth > 100) refuse();
    let value = sum();
    for (let sign_ = sign(/\|\||\?\?/y); sign_; sign_ = sign(/\|\||\?\?/y)) {
      const other = sum();
      value = sign_[0] === "??" ? (value ?? other) : value || other;
    }
    depth -= 1;
    return value;
  }

  const value = expression();
  const end = at;
  // https://tc39.es/ecma262/#sec-automatic-semicolon-insertion
  const newLine = /[\n\r\u2028\u2029]/.test(blank()[0]);
  const goesOn = /^(?:[([`+\-*/%.?:<>=&|^]|in\b|instanceof\b)/.test(text.slice(at, at + 11));
  if (at < text.length && !/[;,]/.test(text[at]) && (!newLine || goesOn)) refuse("its value continues in a form that is not supported");
  return { value, raw, end };
}

// Hostile pages bound the work: at most this many scripts that name the global, and this many assignments in one.
const MOST = 100;

// What the page's scripts make of the global, one after the other: null, or its value, whether that was `raw`, and what went wrong.
function settled(name, scripts) {
  const inner = scripts.filter(({ text }) => text.includes(name)).map((script) => deferred(script) ?? script);
  const order = (script) => (script.wrapper ? 2 : Number(script.module));
  const named = inner.filter(({ text }) => text.includes(name)).sort((one, other) => order(one) - order(other));
  let last = { value: undefined, raw: false, cut: [] };
  if (named.length > MOST) return { ...last, unreadable: `more than ${MOST} scripts name it` };
  for (const script of named) {
    const reason = script.ended === false ? "it has no </script>" : compiles(script.text, script.module) ? "" : "it does not compile";
    if (reason) last.cut.push({ text: script.text, reason });
    else last = afterScript(name, body(script), last);
  }
  return last;
}

const escapedName = (name) => name.replaceAll("$", "\\$");

function afterScript(name, script, before) {
  const { text, module = false, wrapper, local = module } = script;
  const owned = `(?:window|globalThis|self)\\s*(?:\\.\\s*${escapedName(name)}(?![\\w$])|\\[\\s*(?<quote>["'\`])${escapedName(name)}\\k<quote>\\s*\\])`;
  const global = `(?<![\\w$.])(?:${owned}|${escapedName(name)}(?![\\w$]))`;
  const strict = module || /^(?:\s|\/\*[^]*?\*\/|\/\/.*)*(["'])use strict\1/.test(text);
  const assignment = new RegExp(`(?:(?<![\\w$.])(var|let|const)\\s+)?(${global})(\\s*\\.\\s*env(?![\\w$]))?\\s*(\\|\\|=|\\?\\?=|=(?![=>]))`, "g");
  let now = { ...before };
  let done = 0;
  let count = 0;
  for (const found of text.matchAll(assignment)) {
    const [whole, declared, target, , part, operator] = found; // the fourth is a quote
    if (found.index < done || !isCode(text, found.index, module)) continue;
    if (++count > MOST) return { ...now, unreadable: `a script sets it more than ${MOST} times` };
    const bare = target === name;
    if (declared === "let" || declared === "const" || (declared && local)) {
      now = { ...now, value: undefined, absent: `a ${declared} is not a property of window: write window.${name} = …` };
      continue;
    }
    if (bare && !declared && strict && now.value === undefined) {
      now = { ...now, absent: `strict code cannot set a variable that nobody declared: write window.${name} = …` };
      continue;
    }
    now = assigned({ text, module, wrapper, global, index: found.index, from: found.index + whole.length, part, operator }, now);
    done = now.end ?? done;
  }
  if (count === 0 && isNamed(name, script) && !Object.hasOwn(now, "found")) now.unreadable ??= "a script contains its name, but no assignment in a supported form";
  return now;
}

// What follows the name of a property that is set; a script that only reads the global sets nothing.
const SETS = /^\s*(?::|=(?![=>])|\|\|=|\?\?=)/;

// A script that tells another one of the name, as the payload of a page's components does, has it within a longer text.
function isNamed(name, { text, module }) {
  const whole = new RegExp(`(?<![\\w$])${escapedName(name)}(?![\\w$])`, "g");
  let count = 0;
  for (const { index } of text.matchAll(whole)) {
    if (++count > MOST) return true;
    const [before, after] = [text[index - 1] ?? "", text.slice(index + name.length, index + name.length + 100)];
    if (/["'`]/.test(before) && before === after[0]) return true;
    if (SETS.test(after) && isCode(text, index, module)) return true;
  }
  return false;
}

// After one assignment at the level of statements, which the text before it shows by compiling.
function assigned({ text, module, wrapper, global, index, from, part, operator }, before) {
  const { cut } = before;
  const names = (word) => (word === undefined ? before.value : localValue(word, { text, module, names }));
  names.global = new RegExp(global, "y");
  try {
    if (!compiles(text.slice(0, index), module)) throw new Unreadable("it is not set by a statement of its own");
    const { value, raw, end } = readValue(text, from, names);
    const own = part ? before.value?.env : before.value;
    const kept = (operator === "||=" && own) || (operator === "??=" && own != null);
    const result = kept ? before.value : part ? { ...before.value, env: value } : value;
    return { value: result, raw: raw && (!wrapper || wrapper.includes("<")), cut, end, found: true };
  } catch (error) {
    if (error instanceof Throws) return { value: undefined, cut, found: true, different: `the code that sets it throws an exception: ${error.message}` };
    if (error instanceof Unreadable) return { value: undefined, cut, found: true, unreadable: error.message };
    throw error;
  }
}

// A constant of the same script, which is set once.
function localValue(word, { text, module, names }) {
  const name = escapedName(word);
  const set = [...text.matchAll(new RegExp(`(?<![\\w$.])(?:(?:const|let|var)\\s+)?${name}\\s*(?:[-+*/%&|^?<>]*=(?![=>])|\\.|\\[|\\+\\+|--)`, "g"))].filter(
    ({ index }) => isCode(text, index, module),
  );
  if (set.length !== 1 || !/^(?:const|let|var)\s.*[\w$\s]=$/s.test(set[0][0]) || !compiles(text.slice(0, set[0].index), module)) {
    throw new Unreadable(`${word.slice(0, 50)} is not a constant of that script`);
  }
  const others = (other) => (other === word ? localValue("", { text, module, names }) : names(other));
  others.global = names.global;
  return readValue(text, set[0].index + set[0][0].length, others).value;
}
JAVASCRIPT
}
