# shellcheck shell=bash
# Copy what npm audit reads, of a commit or of this folder: the lockfile and the package.json files, reduced to the keys that determine the
# dependency tree.
#
# No .npmrc is copied: npm expands ${…} in it, and sends requests to the registry that it names. Other keys of package.json, such as the version
# of npm to run, are not copied either.

# Print the package.json files, one per line.
manifest_names() {
  if [[ -n "$commit" ]]; then
    git ls-tree -r --name-only -z "$commit"
  else
    git ls-files -z --cached --others --exclude-standard
  fi | tr '\0' '\n' | { grep -E '(^|/)package\.json$' || true; }
}

# print_file FILE: fails if it is not a file; in the folder, also fails if it is a symbolic link, which may lead anywhere
print_file() {
  local folder="./$1"
  folder="${folder%/*}"
  if [[ -n "$commit" ]]; then
    git cat-file blob "$commit:$1" 2>/dev/null
  else
    [[ -f "$1" && ! -L "$1" && "$(cd -P "$folder" && printf '%s/' "$PWD")" == "$PWD/"* ]] && cat "$1"
  fi
}

# has_name NAME: whether the root folder has such an entry of any kind, because npm follows symbolic links
has_name() {
  if [[ -n "$commit" ]]; then
    [[ -n "$(git ls-tree --full-tree --name-only "$commit" -- "$1")" ]]
  else
    [[ -e "$1" || -L "$1" ]]
  fi
}

# copy_manifests_and_lockfile FOLDER
copy_manifests_and_lockfile() {
  local file folders=("$1") names
  names="$({ echo package.json && manifest_names; } | sort -u)"
  while IFS= read -r file; do
    case "/$file/" in
      */./* | */../* | //?*) refuse "$file is outside of the repository" "make a commit without it" ;;
      /*/*/) folders+=("$1/${file%/*}") ;;
    esac
  done <<<"$names"
  if has_name npm-shrinkwrap.json; then
    refuse 'there is an npm-shrinkwrap.json, which npm installs in place of package-lock.json' 'git rm npm-shrinkwrap.json'
  fi
  mkdir -p "${folders[@]}"
  if ! print_file package-lock.json >"$1/package-lock.json"; then
    refuse 'there is no package-lock.json, so what is installed is unknown' 'scripts/development/update-lockfile-linux.sh'
  fi
  while IFS= read -r file; do
    if ! print_file "$file" >"$1/$file"; then refuse "$file cannot be read" "git checkout ${commit:-HEAD} -- $file"; fi
  done <<<"$names"
  printf '%s\n' "$names" >"$1.names"
  (cd "$1" && reduce_manifests "$1.names") || exit 1
}

# reduce_manifests FILE: FILE has one name per line. A manifest that is not a JSON object is unchanged; npm rejects it.
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
