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
  if [[ -n "$commit" ]]; then
    git cat-file blob "$commit:$1" 2>/dev/null
  else
    [[ -f "$1" && ! -L "$1" && "$(cd "$(dirname "$1")" && pwd -P)/" == "$(pwd -P)/"* ]] && cat "$1"
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
  local file names
  names="$(manifest_names | sort -u)"
  if printf '%s\n' "$names" | grep -E '(^|/)\.\.?(/|$)|^/' >/dev/null; then
    refuse 'a package.json is outside of the repository' "git ls-tree -r ${commit:-HEAD}"
  fi
  if has_name npm-shrinkwrap.json; then
    refuse 'there is an npm-shrinkwrap.json, which npm installs in place of package-lock.json' 'git rm npm-shrinkwrap.json'
  fi
  if ! contents_of package-lock.json >/dev/null; then
    refuse 'there is no package-lock.json, so what is installed is unknown' 'scripts/development/update-lockfile-linux.sh'
  fi
  while IFS= read -r file; do
    mkdir -p "$1/$(dirname "$file")"
    if ! contents_of "$file" >"$1/$file"; then refuse "$file cannot be read" "git checkout ${commit:-HEAD} -- $file"; fi
  done <<FILES
package.json
package-lock.json
$names
FILES
  (cd "$1" && printf '%s\n' "$names" | reduce_manifests) || exit 1
}

# Standard input has a file a line. What is no JSON object is left as it is, for npm to refuse.
reduce_manifests() {
  node -e '
    const fs = require("fs"), kept = ["name", "version", "private", "workspaces", "dependencies", "devDependencies", "optionalDependencies",
      "peerDependencies", "peerDependenciesMeta", "bundleDependencies", "bundledDependencies", "overrides", "os", "cpu", "libc"];
    for (const file of fs.readFileSync(0, "utf8").split("\n").filter(Boolean)) {
      let value = null;
      try { value = JSON.parse(fs.readFileSync(file, "utf8").replace(/^\uFEFF/, "")); } catch { }
      if (!value || typeof value !== "object" || Array.isArray(value)) continue;
      fs.writeFileSync(file, JSON.stringify(Object.fromEntries(Object.entries(value).filter(([key]) => kept.includes(key)))));
    }'
}
