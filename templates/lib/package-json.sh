# shellcheck shell=bash
# Read and change package.json and package-lock.json, with node. A change keeps every other byte.
#
# The libraries of the installed npm find the workspaces and compare version ranges.

# package_json TASK ARGUMENT…: the tasks are
#
# - version: prints the version of package.json
# - workspaces SPARSE…: prints the folder of each; SPARSE are package.json files that Git tracks and that are not on disk
# - plan BEFORE AFTER OWN…: prints the files that a new version changes; OWN are workspaces with versions of their own
# - change BEFORE AFTER OWN…: changes them
# - check-lockfile: package-lock.json must match the package.json files beside it
# - check-links: in package-lock.json no workspace may come from elsewhere, and no name may be an address
#
# The exit code is 0; or 1 after one line that describes the error, and then nothing is written.
package_json() {
  local -x NPM=''
  NPM="$(type -P npm)" || true
  plain_environment="$plain_environment NPM" node - "$@" <<'JAVASCRIPT'
const fs = require("fs"), path = require("path"), { createRequire } = require("module"), { spawnSync } = require("child_process");
const [task, ...given] = process.argv.slice(2);
class Wrong extends Error {}
const fail = (text) => { throw new Wrong(text); };
const shown = (value) => JSON.stringify(value).slice(0, 100);
// The target of a symbolic link may not be part of the commit, and a workspace may be outside of the repository: neither is read or written.
const isOutside = (file) => {
  const root = fs.realpathSync(".");
  let real;
  try { real = fs.realpathSync(file); } catch { return fs.lstatSync(file, { throwIfNoEntry: false }) !== undefined; }
  return real !== path.join(root, file) || !real.startsWith(path.join(root, path.sep)) || !fs.statSync(real).isFile();
};
const read = (file) => {
  if (isOutside(file)) fail(`${file} is not a file of this repository: a link, something that is not a file, or a path outside of it`);
  let text;
  try { text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(fs.readFileSync(file)); } catch (error) { fail(`${file} cannot be read: ${error.message}`); }
  let value;
  try { value = JSON.parse(text.replace(/^\uFEFF/, "")); } catch { fail(`${file} is not a JSON object: it cannot be parsed`); }
  if (value && typeof value === "object" && !Array.isArray(value)) return { text, value };
  return fail(`${file} is not a JSON object: it contains ${shown(value)}`);
};
const requireText = (file, { version }) => version === undefined || typeof version === "string"
  || fail(`${file} has the "version" ${shown(version)}, which is not a string`);

// npm's folder: the target of the command, beside node, or the folder of global packages that npm reports.
const places = function* () {
  const { NPM } = process.env;
  if (NPM) yield path.dirname(path.dirname(fs.realpathSync(NPM)));
  yield path.join(path.dirname(process.execPath), "../lib/node_modules/npm");
  if (NPM) yield path.join(spawnSync(NPM, ["root", "--global"], { cwd: "/", encoding: "utf8" }).stdout?.trim() || "/", "npm");
};
const ofNpm = (name) => {
  for (const folder of places()) {
    const file = path.join(folder, "package.json");
    try { if (JSON.parse(fs.readFileSync(file, "utf8")).name === "npm") return createRequire(file)(name); } catch { }
  }
  return fail(`npm's library ${name} was not found; expected: in the npm on PATH${process.env.NPM ? ` (${process.env.NPM})` : ""}, or in the one beside ${process.execPath}`);
};

// The position of each string: [start, end) of the literal with its quotes, by its path of keys.
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
        found.set(name, found.has(name) ? null : [start, end]);  // a duplicate key cannot be replaced
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

// The folder and the package.json of each workspace, by its name. https://docs.npmjs.com/cli/using-npm/workspaces
const workspaces = async (sparse = []) => {
  const pkg = read("package.json").value, map = ofNpm("@npmcli/map-workspaces"), cwd = process.cwd();
  try {
    const lost = Object.fromEntries(sparse.map((file) => [path.dirname(file), { name: path.dirname(file) }]));
    const gone = [...map.virtual({ cwd, lockfile: { packages: { "": { workspaces: pkg.workspaces }, ...lost } } }).keys()].find((name) => lost[name]);
    if (gone) fail(`${gone} is not on disk: this is a sparse checkout, and its folder is a workspace`);
    const found = [...await map({ cwd, pkg })].map(([name, folder]) => [name, path.relative(cwd, folder).split(path.sep).join("/")]);
    return new Map(found.filter(([, folder]) => folder).sort(([, one], [, other]) => one < other ? -1 : 1).map(([name, folder]) => [name, { folder, ...read(`${folder}/package.json`) }]));
  } catch (error) {
    if (error instanceof Wrong) throw error;
    // npm does not say which file it cannot read.
    const listed = fs.existsSync("package-lock.json") ? Object.keys(read("package-lock.json").value.packages ?? {}) : [];
    listed.map((folder) => path.join(folder, "package.json")).filter((file) => fs.existsSync(file)).forEach(read);
    return fail(`package.json: "workspaces" cannot be read: ${error.message}`);
  }
};

const KINDS = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];

// The new range of a sibling: the same, the next version with the same operator, or an error. If a range does not include the sibling's
// version, npm installs the package of that name from the registry.
const nextRange = (file, key, range, sibling, before, manifests) => {
  const semver = ofNpm("semver"), npa = ofNpm("npm-package-arg");
  const { folder, was, will } = sibling, where = `${file}: ${key} is "${range}"`;
  const [, sign, version] = /^([~^=]?)(\d.*)$/.exec(range) ?? [];
  if (was !== will && version && (version === before || version === was)) return sign + will;
  let spec;
  try { spec = npa.resolve(key.split(" ").pop(), range, path.resolve(path.dirname(file))); } catch { fail(`${where}, which npm does not know; expected: a range that admits ${will}`); }
  if (spec.type === "directory") return spec.fetchSpec === path.resolve(folder) ? range : fail(`${where}, which is not the workspace ${folder}`);
  if (!["range", "version"].includes(spec.type)) fail(`${where}, which npm takes from elsewhere, not from the workspace ${folder}; expected: ^${will}`);
  if (spec.fetchSpec === "*" || semver.satisfies(will, spec.fetchSpec, true)) return range;
  if (semver.valid(version) && semver.satisfies(was, spec.fetchSpec, true)) return sign + will;
  return fail(`${where}, which does not admit ${will}, the version of the workspace ${folder}; expected: ^${will}`);
};

const overridden = (value) => typeof value === "object" && value ? Object.entries(value).flatMap(([key, below]) => [key, ...overridden(below)]) : [String(value)];

// The new text of each file that changes.
const changes = async (before, after, own) => {
  const members = await workspaces(), changed = new Map();
  const siblings = new Map([...members].map(([name, { folder, value }]) => [name, { folder, was: value.version, will: own.includes(folder) ? value.version : after }]));
  const files = [{ file: "package.json", own: false, ...read("package.json") }]
    .concat([...members.values()].map(({ folder, ...rest }) => ({ file: `${folder}/package.json`, own: own.includes(folder), ...rest })));
  for (const { file, text, value, own: itsOwn } of files) {
    const places = literals(text), cuts = [];
    requireText(file, value);
    const change = (keys, to) => {
      const place = places.get(JSON.stringify(keys)) ?? fail(`${file}: ${keys.join(".")} appears twice`);
      cuts.push([...place, JSON.stringify(to)]);
    };
    if (!itsOwn && typeof value.version === "string" && value.version !== after) change(["version"], after);
    for (const kind of KINDS) {
      for (const [name, range] of Object.entries(value[kind] ?? {})) {
        const alias = /^npm:(@?[^@]+)/.exec(range)?.[1];
        if (siblings.has(alias)) fail(`${file}: ${kind} ${name} is "${range}", which npm takes from the registry, not from the workspace ${siblings.get(alias).folder}`);
        if (!siblings.has(name)) continue;
        const next = nextRange(file, `${kind} ${name}`, range, siblings.get(name), before);
        if (next !== range) change([kind, name], next);
      }
    }
    const named = overridden(value.overrides).map((key) => key.replace(/^npm:/, "").replace(/(.)@.*$/, "$1")).find((name) => siblings.has(name));
    if (named) fail(`${file}: "overrides" names the workspace ${named}; expected: none of the workspaces`);
    let to = text;
    for (const [start, end, literal] of cuts.sort((one, other) => other[0] - one[0])) to = to.slice(0, start) + literal + to.slice(end);
    if (to !== text) changed.set(file, to);
  }
  return changed;
};

// npm links a workspace. A package with its name that is not a link to its folder comes from somewhere else.
const checkLinks = (listed, members) => {
  for (const [place, entry] of Object.entries(listed)) {
    const at = place.lastIndexOf("node_modules/");
    if (at < 0) continue;
    const name = [entry.name, place.slice(at + "node_modules/".length)].find((one) => members.has(one));
    if (name && !(entry.link === true && entry.resolved === members.get(name).folder)) {
      fail(`package-lock.json takes ${name} from ${entry.resolved ?? "elsewhere"} at ${place}; expected: a link to the workspace ${members.get(name).folder}`);
    }
  }
};

// `npm audit` requests a package that depends on a vulnerable one by its name. If the name is an address, npm sends the request there. Without a
// name it uses that of the folder. For an invalid name it sends no request.
const checkNames = (listed) => {
  const npa = ofNpm("npm-package-arg"), parsed = (name) => { try { return npa(name); } catch { return { registry: true }; } };
  const ofFolder = (place) => place.split("/").slice(path.basename(path.dirname(place)).startsWith("@") ? -2 : -1).join("/");
  const names = Object.entries(listed).map(([place, { name }]) => ["package-lock.json", place, name || ofFolder(place)]);
  for (const [file, place, name] of [["package.json", "", read("package.json").value.name], ...names]) {
    if (name && !(typeof name === "string" && parsed(name).registry)) {
      fail(`${file} names ${place || "the project"} ${JSON.stringify(name)}, which npm takes for an address; expected: the name of a package`);
    }
  }
};

// A lockfile before version 2 has no list of packages, so its workspaces are unknown.
const readLockfile = () => {
  const lock = read("package-lock.json").value, { lockfileVersion, packages } = lock;
  if (!(lockfileVersion >= 2)) fail(`package-lock.json has lockfileVersion ${lockfileVersion}; expected: 2 or higher`);
  const sound = packages && typeof packages === "object" && Object.values(packages).every((entry) => entry && typeof entry === "object");
  if (!sound) fail('package-lock.json has no "packages" that can be read');
  return { lock, listed: packages };
};

const checkLockfile = (members) => {
  const { lock, listed } = readLockfile(), root = read("package.json").value;
  if (lock.name !== root.name || lock.version !== root.version) fail(`package-lock.json is for ${lock.name} ${lock.version}, not for ${root.name} ${root.version}`);
  for (const { folder, value } of members.values()) {
    if (!listed[folder] || listed[folder].version !== value.version) fail(`package-lock.json lacks the workspace ${folder} in its version ${value.version}`);
  }
  checkLinks(listed, members);
  // npm may omit packages of other platforms (npm/cli#4828); every package that another one names must be in the lockfile.
  const resolves = (from, name) => from.split("/").some((_, index, parts) => listed[[...parts.slice(0, index + 1), "node_modules", name].join("/")])
    || Boolean(listed[`node_modules/${name}`]);
  for (const [place, entry] of Object.entries(listed)) {
    for (const name of Object.keys(entry.optionalDependencies ?? {})) if (!resolves(place, name)) fail(`package-lock.json lacks ${name}, which ${place || "package.json"} may need on another platform`);
  }
};

const TASKS = {
  version: () => {
    const { value } = read("package.json");
    requireText("package.json", value);
    return value.version === undefined ? fail('package.json has no "version"') : [value.version];
  },
  workspaces: async () => [...(await workspaces(given)).values()].map(({ folder }) => folder),
  plan: async () => [...(await changes(given[0], given[1], given.slice(2))).keys()],
  change: async () => (await changes(given[0], given[1], given.slice(2))).forEach((text, file) => fs.writeFileSync(file, text)),
  "check-lockfile": async () => checkLockfile(await workspaces()),
  "check-links": async () => {
    const { listed } = readLockfile();
    checkNames(listed);
    checkLinks(listed, await workspaces());
  },
};
(async () => TASKS[task]())().then((lines) => lines?.forEach((line) => console.log(line)), (error) => {
  console.log(String(error.message).replace(/\s+/g, " "));
  process.exitCode = 1;
});
JAVASCRIPT
}

# refuse_task CODE SAID COMMAND: stops the script after a task failed. With a code other than 1 the reason was already printed.
refuse_task() {
  if [[ "$1 $2" == "1 "*"npm's library "* ]]; then refuse "$2" "install Node with its npm, then run $script again"; fi
  if (($1 == 1)); then refuse "$2" "$3"; fi
  exit 1
}

# manifest_remedy MESSAGE: prints the remedy for an error of package.json or package-lock.json
manifest_remedy() {
  case "$1" in
    *package.json*'"version"'*) printf 'npm pkg set version=X.Y.Z, and commit it' ;;
    *' is not a JSON object'*) printf 'git log -p -- %s, then restore the last valid one, and commit it' "${1%% is not a JSON object*}" ;;
    'package-lock.json '*) printf 'scripts/development/update-lockfile-linux.sh' ;;
    *' is not on disk: '*) printf 'git sparse-checkout disable' ;;
    *) printf 'fix that file and commit it, then run this script again' ;;
  esac
}

# Print the package.json files that a sparse checkout leaves out, one per line.
sparse_manifests() {
  git ls-files -t -z | tr '\0' '\n' | sed -n 's|^S \(.*/package\.json\)$|\1|p'
}

# Print the folders of the workspaces, one per line; stops the script if one is not on disk.
list_workspaces() {
  local file found sparse=()
  while IFS= read -r file; do if [[ -n "$file" ]]; then sparse+=("$file"); fi; done <<<"$(sparse_manifests)"
  found="$(package_json workspaces ${sparse[@]+"${sparse[@]}"})" || refuse_task $? "$found" "$(manifest_remedy "$found")"
  printf '%s\n' "$found"
}
