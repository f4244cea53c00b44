#!/usr/bin/env bash
# package.json, read and changed by node, which everybody who works on the application has. A change keeps every other byte.

# The JavaScript is one program with several tasks. It prints one line for each thing, or fails with one line on stderr.
package_json() {
  node - "$@" <<'JAVASCRIPT'
const fs = require("fs"), path = require("path");
const [task, ...given] = process.argv.slice(2);
const fail = (text) => { console.error(text); process.exit(1); };
const read = (file) => {
  let text;
  try { text = fs.readFileSync(file, "utf8"); } catch { return fail(`${file} cannot be read`); }
  try { const value = JSON.parse(text); if (value && typeof value === "object" && !Array.isArray(value)) return { text, value }; } catch { }
  return fail(`${file} is no JSON object`);
};

// Where each text value lies: [start, end) of the literal with its quotes, by its path of keys.
const literals = (text) => {
  const found = new Map(), stack = [];
  let at = 0, key = null;
  const string = () => { const start = at++; while (text[at] !== '"') at += text[at] === "\\" ? 2 : 1; return [start, ++at]; };
  for (; at < text.length;) {
    const char = text[at], top = stack[stack.length - 1];
    if (char === '"') {
      const [start, end] = string();
      if (top && top.object && key === null) key = JSON.parse(text.slice(start, end));
      else if (top && top.object) {
        const name = JSON.stringify([...top.path, key]);
        found.set(name, found.has(name) ? null : [start, end]);  // a key that stands twice is no place to write to
      }
    } else {
      if (char === "{" || char === "[") stack.push({ object: char === "{", path: top ? [...top.path, key] : [] }), key = null;
      if (char === "}" || char === "]") stack.pop(), key = null;
      if (char === ",") key = null;
      at += 1;
    }
  }
  return found;
};

// Glob patterns as npm reads them in `workspaces`: * ? ** and a leading !. https://docs.npmjs.com/cli/using-npm/workspaces
const pattern = (glob) => {
  if (/[{}[\]()]/.test(glob)) fail(`package.json: "workspaces" has the pattern ${glob}, which this program cannot expand`);
  const parts = glob.replace(/^\.?\//, "").replace(/\/+$/, "").split("/");
  const source = parts.map((part) => part === "**" ? "(?:[^/]+/)*" :
    part.replace(/[.+^$|\\]/g, "\\$&").replace(/\*/g, "[^/]*").replace(/\?/g, "[^/]") + "/").join("");
  return new RegExp(`^${source}$`);
};
const folders = function* (folder) {
  for (const entry of fs.readdirSync(folder || ".", { withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name === "node_modules" || entry.name.startsWith(".")) continue;
    const below = folder ? `${folder}/${entry.name}` : entry.name;
    yield below;
    yield* folders(below);
  }
};
const workspaces = () => {
  const named = read("package.json").value.workspaces ?? [];
  const globs = Array.isArray(named) ? named : named.packages ?? [];
  if (!Array.isArray(globs) || globs.some((glob) => typeof glob !== "string")) fail('package.json: "workspaces" is no list of texts');
  const rules = globs.map((glob) => [!glob.startsWith("!"), pattern(glob.replace(/^!/, ""))]);
  const member = (folder) => rules.reduce((is, [adds, rule]) => rule.test(`${folder}/`) ? adds : is, false);
  return [...folders("")].filter((folder) => member(folder) && fs.existsSync(`${folder}/package.json`)).sort();
};

if (task === "version") {
  const { version } = read("package.json").value;
  if (typeof version !== "string") fail('package.json has no text "version"');
  console.log(version);
} else if (task === "workspaces") {
  workspaces().forEach((folder) => console.log(folder));
} else if (task === "set-version") {
  // Files whose version it is, and dependencies on one another that name the old one: exact, or with ^ or ~.
  const [before, after, ...files] = given;
  const packages = files.map((file) => ({ file, ...read(file) }));
  const ours = new Set(packages.map(({ value }) => value.name));
  for (const { file, text, value } of packages) {
    const places = literals(text), changes = [];
    const change = (keys, to) => {
      const place = places.get(JSON.stringify(keys));
      if (!place) fail(`${file}: ${keys.join(".")} stands there twice`);
      changes.push([...place, JSON.stringify(to)]);
    };
    if (typeof value.version === "string" && value.version !== after) change(["version"], after);
    for (const kind of ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"]) {
      for (const [name, range] of Object.entries(value[kind] ?? {})) {
        const sign = /^[~^]?/.exec(range)[0];
        if (ours.has(name) && range === sign + before) change([kind, name], sign + after);
      }
    }
    let changed = text;
    for (const [start, end, to] of changes.sort((one, other) => other[0] - one[0])) changed = changed.slice(0, start) + to + changed.slice(end);
    if (changed !== text) fs.writeFileSync(file, changed), console.log(file);
  }
} else if (task === "check-lockfile") {
  // LOCKFILE: what npm wrote fits the package.json files beside it.
  const lock = read(given[0]).value, root = read("package.json").value;
  const listed = lock.packages ?? {};
  if (!(lock.lockfileVersion >= 2)) fail(`lockfileVersion is ${lock.lockfileVersion}; 2 or higher was expected`);
  if (lock.name !== root.name || lock.version !== root.version) fail(`it is of ${lock.name} ${lock.version}, not of ${root.name} ${root.version}`);
  for (const folder of workspaces()) {
    const { version } = read(`${folder}/package.json`).value;
    if (!listed[folder] || listed[folder].version !== version) fail(`it lacks the workspace ${folder} in its version ${version}`);
  }
  // npm can leave packages of other platforms out (npm/cli#4828); each that another names must be there.
  const resolves = (from, name) => from.split("/").some((_, index, parts) => listed[[...parts.slice(0, index + 1), "node_modules", name].join("/")])
    || Boolean(listed[`node_modules/${name}`]);
  for (const [place, entry] of Object.entries(listed)) {
    for (const name of Object.keys(entry.optionalDependencies ?? {})) if (!resolves(place, name)) fail(`it lacks ${name}, which ${place || "package.json"} may need on another platform`);
  }
} else fail(`no task ${task}`);
JAVASCRIPT
}
