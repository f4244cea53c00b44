# shellcheck shell=bash
# Versions: the grammar and precedence of SemVer 2.0.0 (https://semver.org/spec/v2.0.0.html), and the numbers of staged builds.

number='(0|[1-9][0-9]*)'
identifier="($number|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
semver="^$number\\.$number\\.$number(-$identifier(\\.$identifier)*)?(\\+[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*)?\$"

is_version() {
  [[ "$1" =~ $semver ]]
}

# jq sorts arrays in the order of SemVer. A numeric identifier is [0, digits, text], so that large numbers do not lose precision.
precedence='
  def ranks: split(".") | map(if test("\\A[0-9]+\\z") then [0, length, .] else [1, 0, .] end);
  def precedence: capture("\\A(?<core>[0-9.]+)(-(?<pre>[^+]+))?") | [(.core | ranks), .pre == null, (.pre // "" | ranks)];
'

# highest COUNT: prints the highest versions among the lines of stdin, at most COUNT, the highest first
highest() {
  { grep -E -e "$semver" || true; } | jq -Rrn --argjson count "$1" "$precedence"'[inputs] | unique | sort_by(precedence) | reverse[:$count][]'
}

# staged_numbers PREFIX: prints the numbers that follow PREFIX in the lines of stdin, smallest first
staged_numbers() {
  awk -v prefix="$1" 'index($0, prefix) == 1 { rest = substr($0, length(prefix) + 1); if (rest ~ /^(0|[1-9][0-9]*)$/) print rest }' | sort -n -u
}
