#!/usr/bin/env bash
# Audit the dependencies: fail if npm reports an advisory of moderate severity or above that is not in the allow list.
#
# env: ALLOW_LIST  file of the repository with the allowed advisories
#
# The script also fails if the audit is incomplete, for example without a response. It changes nothing.
#
# shellcheck source-path=SCRIPTDIR/lib

set -euo pipefail
lib="$(dirname "${BASH_SOURCE[0]}")/lib"
source "$lib/strict.sh"

script=audit-dependencies.sh

source "$lib/terminal.sh"
source "$lib/commands.sh"
source "$lib/tools.sh"
source "$lib/git.sh"
source "$lib/repository.sh"
source "$lib/package-json.sh"
source "$lib/audit-files.sh"

IFS= read -r -d '' usage <<USAGE || true
Usage: $0 [COMMIT] [--help]

Asks npm's registry for advisories on the dependencies in package-lock.json, of the working tree or of a commit, without development
dependencies. Fails if one of moderate severity or above is not in $ALLOW_LIST, or if the registry does not respond.

Each line of that file: GHSA-xxxx-xxxx-xxxx [until YYYY-MM-DD] # the reason
USAGE

# print_findings REPORT ALLOWED: prints a line for each finding: "allowed", "unused", "bad" or "wrong", a tab, a text
print_findings() {
  node - "$1" "$2" "$ALLOW_LIST" <<'JAVASCRIPT'
const fs = require("fs"), today = new Date().toISOString().slice(0, 10);
const [file, allowed, allowList] = process.argv.slice(2);
const say = (kind, text) => console.log(`${kind}\t${String(text).replace(/\s+/g, " ")}`);
const entries = new Map();
const lines = fs.readFileSync(allowed, "utf8").split("\n");
lines.forEach((line, index) => {
  if (/^\s*(#.*)?$/.test(line)) return;
  const found = /^\s*(GHSA(?:-[23456789cfghjmpqrvwx]{4}){3})(?:\s+until\s+(\d{4}-\d{2}-\d{2}))?\s+#\s*\S/.exec(line);
  if (!found) say("wrong", `${allowList}:${index + 1} reads "${line.trim()}"; expected: GHSA-xxxx-xxxx-xxxx [until YYYY-MM-DD] # the reason`);
  else entries.set(found[1], { until: found[2] ?? "9999-12-31", used: false });
});
let report = null;
try { report = JSON.parse(fs.readFileSync(file, "utf8")); } catch { }
const vulnerabilities = report?.vulnerabilities;
if (report?.auditReportVersion !== 2 || typeof vulnerabilities !== "object" || vulnerabilities === null || Array.isArray(vulnerabilities)) {
  const reason = [report?.message, report?.error?.summary].find((text) => typeof text === "string" && text) ?? "its output is not an audit report";
  say("wrong", `npm gave no usable report: ${reason}`);
} else {
  const severe = (severity) => !["info", "low", "none"].includes(severity);
  const seen = new Set();
  for (const [name, one] of Object.entries(vulnerabilities)) {
    const advisories = (one?.via ?? []).filter((via) => typeof via === "object" && via !== null);
    const named = (one?.via ?? []).some((via) => typeof via === "string" && vulnerabilities[via]);
    if (severe(one?.severity) && !advisories.length && !named) say("bad", `${name}: ${one?.severity}, without an advisory`);
    for (const { url, source, severity, title } of advisories) {
      const id = /GHSA(?:-[0-9a-z]{4}){3}/.exec(url ?? "")?.[0] ?? String(source);
      if (!severe(severity) || seen.has(id)) continue;
      seen.add(id);
      const entry = entries.get(id);
      if (entry) entry.used = true;
      const text = `${id} (${severity}) in ${name}: ${title}`;
      if (entry && today <= entry.until) say("allowed", text);
      else say("bad", entry ? `${text}; allowed until ${entry.until}, which has passed` : text);
    }
  }
  for (const [id, { used }] of entries) if (!used) say("unused", `${id} is in ${allowList}, but npm no longer reports it`);
}
say("end", "");
JAVASCRIPT
}

commit=''
case "${1-}" in
  -h | --help)
    printf '%s' "$usage"
    exit 0
    ;;
  -*) usage_error "unknown option $1" ;;
  *) commit="${1-}" ;;
esac
if (($# > 1)); then usage_error "expected one commit, got $# arguments"; fi

enter_repository
require_commands npm node
folder="$(mktemp -d "${TMPDIR:-/tmp}/audit.XXXXXX")"
trap 'rm -rf "$folder"' EXIT
if [[ -n "$commit" ]]; then
  commit="$(commit_of "$1")"
  if [[ -z "$commit" ]]; then usage_error "there is no commit $1 in this repository"; fi
fi
mkdir "$folder/tree"
copy_manifests_and_lockfile "$folder/tree"
print_file "$ALLOW_LIST" >"$folder/allowed" || true
found="$(cd "$folder/tree" && package_json check-links)" || refuse_task $? "$found" "$(manifest_remedy "$found")"

# When offline, npm succeeds without findings. A setting of this machine may omit more than development dependencies.
(cd "$folder/tree" && npm audit --json --omit=dev --offline=false --audit=true --fetch-retries=3 --fetch-timeout=30000) \
  >"$folder/report" 2>"$folder/error" || true
print_findings "$folder/report" "$folder/allowed" >"$folder/verdict" || true

bad=0 wrong='' ended=0
while IFS=$'\t' read -r kind text; do
  case "$kind" in
    allowed) say "allowed: $text" ;;
    unused) warn "$text" ;;
    bad)
      bad=$((bad + 1))
      warn "$text"
      ;;
    wrong) wrong="${wrong:-$text}" ;;
    end) ended=1 ;;
  esac
done <"$folder/verdict"

if [[ -n "$wrong" ]]; then refuse "the dependencies could not be audited: $wrong" "fix that, then run $0"; fi
if ((ended == 0)); then refuse 'the dependencies could not be audited: node did not read the whole report' "$0"; fi
if ((bad > 0)); then
  refuse "$(plural "$bad" finding) of moderate severity or above" "npm audit fix, then scripts/development/update-lockfile-linux.sh; or allow one, with its reason, in $ALLOW_LIST"
fi
report_done 'the dependencies pass the audit'
