# shellcheck shell=bash
# Check what a commit declares, by the rules of the workflows' step check-declaration (version, changelog, files of the build, release tag),
# and whether a push of it starts a workflow.

# Create a temporary folder for files of commits. It is removed at exit.
make_scratch() {
  scratch="$(mktemp -d "${TMPDIR:-/tmp}/$script.XXXXXX")"
  trap 'rm -rf "$scratch"' EXIT
}

# list_files COMMIT PATH…: sets listed, for find_file, to the entries of the commit at these paths and their parent folders
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

# find_file PATH: finds it in listed, and sets kind and place: "file" and its blob, "link" and the part of the path that is a symbolic link, or
# "none"
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

# write_blob BLOB FILE: writes the content of a blob to a file
write_blob() {
  if ! git cat-file blob "$1" >"$2" 2>/dev/null; then
    refuse "an object of the commit cannot be read here: $1" "git fetch --refetch $remote, then git fsck"
  fi
}

# edit_command FILE: prints the command that edits it
edit_command() {
  printf '%s' "\${EDITOR:-vi} $1, and commit it"
}

# report_link LINK: reports that it is a symbolic link
report_link() {
  report_problem "$1 is a symbolic link; expected: a file or folder of the commit" "git rm $1, and commit the file or folder itself in its place"
}

# check_version COMMIT BRANCH: sets base to the base version of the commit; if it has none, base is empty and a problem is reported
check_version() {
  local kind listed place
  base=''
  list_files "$1" "$VERSION_FILE"
  find_file "$VERSION_FILE"
  case "$kind" in
    link) report_link "$place" ;;
    file)
      write_blob "$place" "$scratch/version"
      if [[ "$VERSION_FILE" == package.json ]]; then check_package "$@"; else check_version_file "$2"; fi
      ;;
    *) report_problem "$2 has no $VERSION_FILE" "add it, or restore it: git checkout \"\$(git rev-list -1 $remote/$2 -- $VERSION_FILE)~1\" -- $VERSION_FILE, and commit it" ;;
  esac
}

# check_package COMMIT BRANCH
check_package() {
  local found
  found="$(declared_base "$scratch/version")"
  case "$found" in
    base*) base="${found#base }" ;;
    broken*)
      report_problem "package.json of $2 is not a JSON object: ${found#broken }" \
        "git log -p $1 -- package.json, then restore the last valid one, and commit it"
      ;;
    *) report_problem "package.json of $2 $found; expected: \"version\": \"X.Y.Z\"" 'npm pkg set version=X.Y.Z, and commit it' ;;
  esac
}

# check_version_file BRANCH
check_version_file() {
  local fault
  fault="$(version_fault "$scratch/version")"
  if [[ -n "$fault" ]]; then
    report_problem "$VERSION_FILE of $1 $fault; expected: $version_form" "$(set_version), and commit it"
  else
    base="$(<"$scratch/version")"
  fi
}

# declared_base FILE: prints "base X.Y.Z", "broken" and the reason, or what is wrong with the version. The version is read as it is, without
# corrections, and must match the grammar of SemVer 2.0.0.
declared_base() {
  node - "$1" <<'JAVASCRIPT'
const number = "(?:0|[1-9]\\d*)", identifier = `(?:${number}|\\d*[A-Za-z-][0-9A-Za-z-]*)`;
const form = new RegExp(`^(${number}\\.${number}\\.${number})(?:-${identifier}(?:\\.${identifier})*)?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?$`);
const describe = (text) => {
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
console.log(describe(require("node:fs").readFileSync(process.argv[2], "utf8")));
JAVASCRIPT
}

# check_changelog COMMIT BASE
check_changelog() {
  local changelog="$CHANGELOGS/$2.md" fault kind length listed place
  list_files "$1" "$changelog"
  find_file "$changelog"
  case "$kind" in
    link) report_link "$place" ;;
    file)
      write_blob "$place" "$scratch/changelog"
      fault="$(changelog_fault "$scratch/changelog")"
      length="$(changelog_length "$scratch/changelog")"
      if [[ -n "$fault" ]]; then
        report_problem "$changelog $fault; expected: $changelog_form" "$(edit_command "$changelog")"
      elif ((length > 120000)); then
        report_problem "$changelog has $length characters; at most 120000 fit into a release" "$(edit_command "$changelog")"
      fi
      ;;
    *) report_problem "there is no $changelog" "$(edit_command "$changelog")" ;;
  esac
}

# check_files COMMIT: the files that the build reads must exist and must not be symbolic links
check_files() {
  local file kind listed place needed=()
  while IFS= read -r file; do if [[ -n "$file" ]]; then needed+=("$file"); fi; done <<<"$FILES"
  list_files "$1" "${needed[@]}"
  for file in "${needed[@]}"; do
    find_file "$file"
    case "$kind" in
      link) report_link "$place" ;;
      none) report_problem "there is no $file, which the build reads" "add it, or restore it: git checkout \"\$(git rev-list -1 $1 -- $file)~1\" -- $file, and commit it" ;;
    esac
  done
}

# check_release_tag COMMIT BASE: the Git tag of the release must not exist or must point to this commit, and no tag below its name may exist,
# because Git could not create the tag of the release then
check_release_tag() {
  local below='' commit listed tag there=''
  listed="$(peeled_refs "refs/tags/$2" "refs/tags/$2^{}" "refs/tags/$2/*")"
  while read -r commit tag; do
    case "$tag" in
      "refs/tags/$2" | "refs/tags/$2^{}") there="$commit" ;;
      "refs/tags/$2/"*) below="${below:-${tag#refs/tags/}}" ;;
    esac
  done <<<"$listed"
  if [[ -n "$there" && "$there" != "$1" ]]; then
    report_problem "$2 is already released, from $there" "$(bump_from "$2")"
  fi
  if [[ -n "$below" ]]; then
    report_problem "the Git tag $below blocks the tag $2" "git push $remote --delete refs/tags/$below, or $(bump_from "$2")"
  fi
}

# check_declaration COMMIT BRANCH: what both pipelines check; sets base
check_declaration() {
  check_version "$1" "$2"
  if [[ -z "$base" ]]; then return; fi
  check_changelog "$1" "$base"
  check_release_tag "$1" "$base"
}

# skip_instruction COMMIT: prints the skip instruction in the message of a commit, with which GitHub starts no workflow for a push of it
# https://docs.github.com/en/actions/how-tos/manage-workflow-runs/skip-workflow-runs
#
# GitHub reads the last commit of a push. It expects the trailer at the end, after two blank lines. Here it counts on any line of its own, in any
# case and with any line ending, because a false alarm costs less than a missed instruction.
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

# skip_note COMMIT: prints the instruction as the end of a sentence
skip_note() {
  local instruction
  instruction="$(skip_instruction "$1")"
  if [[ -n "$instruction" ]]; then printf ', whose message has %s' "$instruction"; fi
}

# check_skip_instruction COMMIT BRANCH WORKFLOW: a push of this commit must start the workflow
check_skip_instruction() {
  local instruction
  instruction="$(skip_instruction "$1")"
  if [[ -n "$instruction" ]]; then
    report_problem "a push of $1 to $2 starts no workflow: its message has $instruction" \
      "git push --no-verify $remote $1:refs/heads/$2, then gh workflow run $3 --ref $2; or put a commit without it on top"
  fi
}
