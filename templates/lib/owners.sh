# shellcheck shell=bash
# Code owners: whether the CODEOWNERS file of a commit gives the scripts that workflows run the same owners as the workflows.
# https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners

# owners_notice COMMIT WORKFLOW…: prints a notice if a script has no owner, or one who owns no workflow, or if the owners are unknown
owners_notice() {
  local candidates=(.github/CODEOWNERS CODEOWNERS docs/CODEOWNERS) commit="$1" file kind listed place
  shift
  list_files "$commit" "${candidates[@]}"
  # GitHub uses the first one that exists.
  for file in "${candidates[@]}"; do
    find_file "$file"
    case "$kind" in
      none) continue ;;
      link) printf '%s' "$file is a symbolic link, so the owners of the scripts are unknown" ;;
      *)
        write_blob "$place" "$scratch/owners"
        git ls-tree -r -z --name-only --full-tree "$commit" -- "$scripts_folder" >"$scratch/scripts"
        compare_owners "$scratch/owners" "$scratch/scripts" "$file" "$scripts_folder" "$@"
        ;;
    esac
    return
  done
}

# compare_owners FILE LISTED NAME FOLDER WORKFLOW…: LISTED has the scripts, each with a NUL at its end
compare_owners() {
  node - "$@" <<'JAVASCRIPT'
const { readFileSync } = require("node:fs");
const [file, listed, name, folder, ...names] = process.argv.slice(2), workflows = names.map((one) => `.github/workflows/${one}`);

// Takes at most as many steps as the product of both lengths, whatever the pattern is.
const matches = (pattern, given, star, same) => {
  let at = 0, place = 0, seen = -1, after = 0;
  while (at < given.length) {
    if (place < pattern.length && pattern[place] === star) [seen, after, place] = [place, at, place + 1];
    else if (place < pattern.length && same(pattern[place], given[at])) at++, place++;
    else if (seen >= 0) [at, place] = [++after, seen + 1];
    else return false;
  }
  return pattern.slice(place).every((one) => one === star);
};
const sameLetter = (one, letter) => one === "?" || one === letter;
const samePart = (one, part) => matches([...one], [...part], "*", sameLetter);
// `**` matches any number of folders. `docs/*` matches only files directly in docs.
const segments = (pattern) => {
  const parts = pattern.split("/").filter(Boolean), start = /\/./.test(pattern) ? [] : ["**"];
  if (!parts.length) return [];
  if (pattern.endsWith("/")) return [...start, ...parts, "*", "**"];
  return parts.at(-1) === "*" ? [...start, ...parts] : [...start, ...parts, "**"];
};
// GitHub skips a line with invalid syntax.
const rule = (line) => {
  const words = line.match(/(?:\\.|[^ \t\r\n\v\f\\])+/g) ?? [], comment = words.findIndex((word) => word.startsWith("#"));
  const [pattern, ...owners] = comment < 0 ? words : words.slice(0, comment);
  if (!pattern || /^!|^\\#|[[\]]/.test(pattern) || owners.some((owner) => !owner.includes("@"))) return [];
  const parts = segments(pattern.replace(/\\(.)/g, "$1"));
  return parts.length ? [[parts, owners.map((owner) => owner.toLowerCase())]] : [];
};
const notice = () => {
  const text = readFileSync(file, "utf8");
  if (text.length > 262144) return `${name} has more than 262144 characters, so the owners of the scripts are unknown`;
  const rules = text.split("\n").flatMap(rule).reverse();
  const ownersOf = (path) => rules.find(([pattern]) => matches(pattern, path.split("/"), "**", samePart))?.[1] ?? [];
  const all = (paths) => [...new Set(paths.flatMap(ownersOf))].sort();
  const wanted = all(workflows), scripts = readFileSync(listed, "utf8").split("\0").filter(Boolean);
  const weaker = scripts.filter((path) => !ownersOf(path).length || !ownersOf(path).every((owner) => wanted.includes(owner)));
  if (!wanted.length || !weaker.length) return "";
  const shown = (owners) => owners.slice(0, 5).join(" ") + (owners.length > 5 ? ` and ${owners.length - 5} more` : "");
  return `in ${name}, ${folder} has ${shown(all(weaker)) || "no code owner"}, and .github/workflows/ has ${shown(wanted)}: someone who cannot change ` +
    `workflows can change the scripts that the workflows run. To do: make this its last line: /${folder} ${wanted.join(" ")}`;
};
console.log(notice());
JAVASCRIPT
}
