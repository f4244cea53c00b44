# shellcheck shell=bash
# What a commit declares, by the rules with which both workflows begin (check-declaration): version, changelog, files of the build, release tag.
# And whether a push of it starts a workflow at all.
#
# Problems go to `object FOUND COMMAND`, of object.sh.

# A folder for what is read of commits, gone at the end.
make_scratch() {
  scratch="$(mktemp -d "${TMPDIR:-/tmp}/$script.XXXXXX")"
  trap 'rm -rf "$scratch"' EXIT
}

# What a commit has at these paths, and where a folder above them should be. Sets listed, for find_file: list_files COMMIT PATH…
list_files() {
  local commit="$1" path paths=()
  shift
  for path in "$@"; do
    paths+=("$path")
    while [[ "$path" == */* ]]; do
      path="${path%/*}"
      paths+=("$path")
    done
  done
  if ! listed="$(git ls-tree --full-tree "$commit" -- "${paths[@]}" 2>/dev/null)"; then
    refuse "the files of $commit cannot be read here" "git fetch --refetch $remote, then git fsck"
  fi
}

# One of the paths that were listed. Sets kind and place: "file" and its blob, "link" and the part of the path that is a symbolic link, or
# "none": find_file PATH
find_file() {
  local blob mode path
  kind=none place=''
  while read -r mode _ blob path; do
    if [[ "$mode" == 120000 && "$1/" == "$path/"* ]]; then
      kind=link place="$path"
      return
    fi
    if [[ "$mode" == 100* && "$path" == "$1" ]]; then kind='file' place="$blob"; fi
  done <<<"$listed"
}

# blob_of BLOB FILE: its bytes, into a file
blob_of() {
  if ! git cat-file blob "$1" >"$2" 2>/dev/null; then
    refuse "an object of the commit cannot be read here: $1" "git fetch --refetch $remote, then git fsck"
  fi
}

# edit_command FILE: the command that edits it
edit_command() {
  printf '%s' "\${EDITOR:-vi} $1, and commit it"
}

# object_to_link LINK
object_to_link() {
  object "$1 is a symbolic link, and its target is not part of the commit" "git rm $1, and commit a file in its place"
}

# The base version of a commit. Sets base, empty where there is none, which is said: judge_version COMMIT BRANCH
judge_version() {
  local kind listed place
  base=''
  list_files "$1" "$VERSION_FILE"
  find_file "$VERSION_FILE"
  case "$kind" in
    link) object_to_link "$place" ;;
    file)
      blob_of "$place" "$scratch/version"
      if [[ "$VERSION_FILE" == package.json ]]; then judge_package "$@"; else judge_version_file "$2"; fi
      ;;
    *) object "$2 has no $VERSION_FILE" "git log $remote/$2 -- $VERSION_FILE" ;;
  esac
}

# judge_package COMMIT BRANCH
judge_package() {
  local found
  found="$(declared_base "$scratch/version")"
  case "$found" in
    base*) base="${found#base }" ;;
    broken*)
      object "package.json of $2 is not a JSON object: ${found#broken }" \
        "git log -p $1 -- package.json, then restore the last valid one, and commit it"
      ;;
    *) object "package.json of $2 $found; \"version\": \"X.Y.Z\" is expected" 'npm pkg set version=X.Y.Z, and commit it' ;;
  esac
}

# judge_version_file BRANCH
judge_version_file() {
  local fault
  fault="$(version_fault "$scratch/version")"
  if [[ -n "$fault" ]]; then
    object "$VERSION_FILE of $1 $fault; expected: $version_form" "$(set_version), and commit it"
  else
    base="$(<"$scratch/version")"
  fi
}

# One line: "base X.Y.Z", "broken" and why, or what is wrong with the version. By the SemVer 2.0.0 grammar; of the text that is written there,
# not of one that was corrected while reading: declared_base FILE
declared_base() {
  node - "$1" <<'JAVASCRIPT'
const number = "(?:0|[1-9]\\d*)", identifier = `(?:${number}|\\d*[A-Za-z-][0-9A-Za-z-]*)`;
const form = new RegExp(`^(${number}\\.${number}\\.${number})(?:-${identifier}(?:\\.${identifier})*)?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?$`);
const judged = (text) => {
  let value;
  const shown = (one) => JSON.stringify(one).slice(0, 100);
  try { value = JSON.parse(text.replace(/^\uFEFF/, "")); } catch { return "broken it cannot be parsed"; }
  if (!value || typeof value !== "object" || Array.isArray(value)) return `broken it contains ${shown(value)}`;
  const { version } = value;
  if (version === undefined) return 'has no "version"';
  if (typeof version !== "string") return `has the "version" ${shown(version)}, which is not a string`;
  const base = version.length <= 100 && form.exec(version)?.[1];
  return base ? `base ${base}` : `has the "version" ${shown(version)}, which is not SemVer of at most 100 characters`;
};
console.log(judged(require("node:fs").readFileSync(process.argv[2], "utf8")));
JAVASCRIPT
}

# judge_changelog COMMIT BASE
judge_changelog() {
  local changelog="$CHANGELOGS/$2.md" fault kind length listed place
  list_files "$1" "$changelog"
  find_file "$changelog"
  case "$kind" in
    link) object_to_link "$place" ;;
    file)
      blob_of "$place" "$scratch/changelog"
      fault="$(changelog_fault "$scratch/changelog")"
      length="$(changelog_length "$scratch/changelog")"
      if [[ -n "$fault" ]]; then
        object "$changelog $fault; $changelog_form are expected" "$(edit_command "$changelog")"
      elif ((length > 120000)); then
        object "$changelog has $length characters; at most 120000 fit into a release" "$(edit_command "$changelog")"
      fi
      ;;
    *) object "there is no $changelog" "$(edit_command "$changelog")" ;;
  esac
}

# What is built is this commit, and nothing that a link in it leads to: judge_files COMMIT
judge_files() {
  local file kind listed place needed=()
  while IFS= read -r file; do if [[ -n "$file" ]]; then needed+=("$file"); fi; done <<<"$FILES"
  list_files "$1" "${needed[@]}"
  for file in "${needed[@]}"; do
    find_file "$file"
    case "$kind" in
      link) object_to_link "$place" ;;
      none) object "there is no $file, which the build reads" "git log $1 -- $file" ;;
    esac
  done
}

# The Git tag of the release is absent, or at this commit; and none is below its name, where Git could not make it: judge_release_tag COMMIT BASE
judge_release_tag() {
  local below='' commit listed tag there=''
  listed="$(peeled_refs "refs/tags/$2" "refs/tags/$2^{}" "refs/tags/$2/*")"
  while read -r commit tag; do
    case "$tag" in
      "refs/tags/$2" | "refs/tags/$2^{}") there="$commit" ;;
      "refs/tags/$2/"*) below="${below:-${tag#refs/tags/}}" ;;
    esac
  done <<<"$listed"
  if [[ -n "$there" && "$there" != "$1" ]]; then
    object "$2 is already released, from $there" "$(bump_from "$2")"
  fi
  if [[ -n "$below" ]]; then
    object "the Git tag $below blocks the tag $2" "git push $remote --delete refs/tags/$below, or $(bump_from "$2")"
  fi
}

# What both lines look at. Sets base: judge_declaration COMMIT BRANCH
judge_declaration() {
  judge_version "$1" "$2"
  if [[ -z "$base" ]]; then return; fi
  judge_changelog "$1" "$base"
  judge_release_tag "$1" "$base"
}

# What in the message of a commit keeps GitHub from starting workflows for a push of it: skip_instruction COMMIT
# https://docs.github.com/en/actions/how-tos/manage-workflow-runs/skip-workflow-runs
#
# GitHub looks at the last commit of a push. It wants the trailer behind two blank lines, at the end; here it counts wherever it is alone
# in a line, because the price of a missed one is higher. For the same reason
# neither case nor line ends matter, of which GitHub says nothing.
skip_instruction() {
  local found line message
  message="$(git cat-file commit "$1" | tr '[:upper:]' '[:lower:]')"
  if [[ "$message" != *$'\n\n'* ]]; then return; fi
  while IFS= read -r line; do
    for found in '[skip ci]' '[ci skip]' '[no ci]' '[skip actions]' '[actions skip]'; do
      if [[ "$line" == *"$found"* ]]; then
        printf '%s' "$found"
        return
      fi
    done
    if [[ "$line" =~ ^(skip-checks:[[:blank:]]*true)[[:space:]]*$ ]]; then
      printf '%s' "${BASH_REMATCH[1]}"
      return
    fi
  done <<<"${message#*$'\n\n'}"
}

# skip_note COMMIT: the same as the end of a sentence
skip_note() {
  local instruction
  instruction="$(skip_instruction "$1")"
  if [[ -n "$instruction" ]]; then printf ', whose message has %s' "$instruction"; fi
}

# A push of this commit starts a workflow: judge_skip COMMIT BRANCH WORKFLOW
judge_skip() {
  local instruction
  instruction="$(skip_instruction "$1")"
  if [[ -n "$instruction" ]]; then
    object "a push of $1 to $2 starts no workflow: its message has $instruction" \
      "git push --no-verify $remote $1:refs/heads/$2, then gh workflow run $3 --ref $2; or put a commit without it on top"
  fi
}
