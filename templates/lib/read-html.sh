# shellcheck shell=bash
# Find the inline scripts that a browser runs, by the rules of the HTML standard: JavaScript for `inspect`.

html_reader() {
  cat <<'JAVASCRIPT'
// A tag's attributes, and the place after it; null where the page ends before.
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

// https://html.spec.whatwg.org/multipage/parsing.html#script-data-state, and the escaped states after it: after `<!--` and `<script`
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

// The place after what matches; -1 where nothing does.
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
        if (inert <= 0 && isRun(attributes)) scripts.push({ ended, module: typeOf(attributes) === "module", text: html.slice(from, ended ? end : html.length) });
      } else if (end !== -1 && !closes && RAW.includes(name)) {
        end = behind(new RegExp(`</${name}(?=[ \\t\\n\\f\\r/>])`, "gi"), html, from);
      }
    }
    if (end === -1) break;
    tag.lastIndex = end;
  }
  return scripts;
}

// The content of these is text: https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inhead and what follows it
const RAW = ["style", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "noscript"];

// https://html.spec.whatwg.org/multipage/scripting.html#prepare-the-script-element
function isRun(attributes) {
  const types = ["", "module", "text/javascript", "application/javascript"];
  return !attributes.has("src") && !attributes.has("nomodule") && types.includes(typeOf(attributes));
}

function typeOf(attributes) {
  return (attributes.get("type") ?? "").trim().toLowerCase();
}

// The text that a reader of a page sees: an error page is mostly markup.
function visibleText(html) {
  const text = html.slice(0, 100_000).replace(/<(script|style)\b[^]*?<\/\1[^>]*>/gi, " ").replace(/<[^>]*>/g, " ");
  return text.replace(/\s+/g, " ").trim();
}
JAVASCRIPT
}
