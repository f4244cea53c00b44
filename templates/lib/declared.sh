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

# files_of COMMIT PATH…: a line for each: "file" and its blob, "link" and the part of the path that is a symbolic link, or "none"
files_of() {
  local commit="$1" listed
  shift
  if ! listed="$(git ls-tree -r -t --full-tree "$commit" 2>/dev/null)"; then
    refuse "the files of $commit cannot be read here" "git fetch --refetch $remote, then git fsck"
  fi
  printf '%s\n' "$listed" | awk -v wanted="$*" '
    BEGIN { FS = "\t"; count = split(wanted, paths, " ") }
    { split($1, entry, " "); mode[$2] = entry[1]; blob[$2] = entry[3] }
    END {
      for (i = 1; i <= count; i++) {
        parts = split(paths[i], part, "/")
        path = link = ""
        for (j = 1; j <= parts; j++) {
          path = path (j > 1 ? "/" : "") part[j]
          if (link == "" && mode[path] == "120000") link = path
        }
        if (link != "") print "link " link
        else if (mode[path] ~ /^100/) print "file " blob[path]
        else print "none -"
      }
    }'
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
  local found kind place
  base=''
  found="$(files_of "$1" "$VERSION_FILE")"
  read -r kind place <<<"$found"
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
  local changelog="$CHANGELOGS/$2.md" fault found kind length place
  found="$(files_of "$1" "$changelog")"
  read -r kind place <<<"$found"
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
  local file found kind place needed=()
  while IFS= read -r file; do if [[ -n "$file" ]]; then needed+=("$file"); fi; done <<<"$FILES"
  found="$(files_of "$1" "${needed[@]}")"
  for file in "${needed[@]}"; do
    read -r kind place <<<"$found"
    found="${found#*$'\n'}"
    case "$kind" in
      link) object_to_link "$place" ;;
      none) object "there is no $file, which the build reads" "git log $1 -- $file" ;;
    esac
  done
}

# The Git tag of the release is absent, or at this commit; and none is below its name, where Git could not make it: judge_release_tag COMMIT BASE
judge_release_tag() {
  local below listed there
  listed="$(peeled_refs "refs/tags/$2" "refs/tags/$2^{}" "refs/tags/$2/*")"
  there="$(printf '%s\n' "$listed" | awk -v tag="refs/tags/$2" '$2 == tag || $2 == tag "^{}" { found = $1 } END { print found }')"
  if [[ -n "$there" && "$there" != "$1" ]]; then
    object "$2 is already released, from $there" "$(bump_from "$2")"
  fi
  below="$(printf '%s\n' "$listed" | sed -n "s|^.*[[:blank:]]refs/tags/\($2/.*\)\$|\1|p" | sed -n '1p')"
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
  git cat-file commit "$1" | sed '1,/^$/d' | tr '[:upper:]' '[:lower:]' |
    sed -n -e 's/^.*\(\[skip ci]\).*$/\1/p' -e 's/^.*\(\[ci skip]\).*$/\1/p' -e 's/^.*\(\[no ci]\).*$/\1/p' -e 's/^.*\(\[skip actions]\).*$/\1/p' \
      -e 's/^.*\(\[actions skip]\).*$/\1/p' -e 's/^\(skip-checks:[[:blank:]]*true\)[[:space:]]*$/\1/p' | sed -n '1p'
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
