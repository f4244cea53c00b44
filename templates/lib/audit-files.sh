# shellcheck shell=bash
# What npm audit reads of a commit or of this folder, in a folder of its own: the manifests, reduced to what makes the tree, and the lockfile.
#
# No .npmrc is among them: npm expands ${…} in it, and asks whom it names. Nor is anything else of a package.json, such as the version of
# npm that is to be run.

# The files whose names tell what they are: a line each
manifest_names() {
  if [[ -n "$commit" ]]; then
    git ls-tree -r --name-only -z "$commit"
  else
    git ls-files -z --cached --others --exclude-standard
  fi | tr '\0' '\n' | { grep -E '(^|/)package\.json$' || true; }
}

# One file to standard output; fails where it is none, or a link, which can lead anywhere: contents_of FILE
contents_of() {
  local folder="./$1"
  folder="${folder%/*}"
  if [[ -n "$commit" ]]; then
    git cat-file blob "$commit:$1" 2>/dev/null
  else
    [[ -f "$1" && ! -L "$1" && "$(cd -P "$folder" && printf '%s/' "$PWD")" == "$PWD/"* ]] && cat "$1"
  fi
}

# Whether the root has this name, whatever it is: npm follows a link, and an object that cannot be read counts too: has_name NAME
has_name() {
  if [[ -n "$commit" ]]; then
    [[ -n "$(git ls-tree --full-tree --name-only "$commit" -- "$1")" ]]
  else
    [[ -e "$1" || -L "$1" ]]
  fi
}

# Fill a folder: copy_audited FOLDER
copy_audited() {
  local file folders=("$1") names
  names="$({ echo package.json && manifest_names; } | sort -u)"
  while IFS= read -r file; do
    case "/$file/" in
      */./* | */../* | //?*) refuse 'a package.json is outside of the repository' "git ls-tree -r ${commit:-HEAD}" ;;
      /*/*/) folders+=("$1/${file%/*}") ;;
    esac
  done <<<"$names"
  if has_name npm-shrinkwrap.json; then
    refuse 'there is an npm-shrinkwrap.json, which npm installs in place of package-lock.json' 'git rm npm-shrinkwrap.json'
  fi
  mkdir -p "${folders[@]}"
  if ! contents_of package-lock.json >"$1/package-lock.json"; then
    refuse 'there is no package-lock.json, so what is installed is unknown' 'scripts/development/update-lockfile-linux.sh'
  fi
  while IFS= read -r file; do
    if ! contents_of "$file" >"$1/$file"; then refuse "$file cannot be read" "git checkout ${commit:-HEAD} -- $file"; fi
  done <<<"$names"
  printf '%s\n' "$names" >"$1.names"
  (cd "$1" && reduce_manifests "$1.names") || exit 1
}

# The file has a name a line. What is no JSON object is left as it is, for npm to refuse: reduce_manifests FILE
reduce_manifests() {
  node - "$1" <<'JAVASCRIPT'
const fs = require("fs"), kept = ["name", "version", "private", "workspaces", "dependencies", "devDependencies", "optionalDependencies",
  "peerDependencies", "peerDependenciesMeta", "bundleDependencies", "bundledDependencies", "overrides", "os", "cpu", "libc"];
for (const file of fs.readFileSync(process.argv[2], "utf8").split("\n").filter(Boolean)) {
  let value = null;
  try { value = JSON.parse(fs.readFileSync(file, "utf8").replace(/^\uFEFF/, "")); } catch { }
  if (!value || typeof value !== "object" || Array.isArray(value)) continue;
  fs.writeFileSync(file, JSON.stringify(Object.fromEntries(Object.entries(value).filter(([key]) => kept.includes(key)))));
}
JAVASCRIPT
}
