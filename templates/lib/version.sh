#!/usr/bin/env bash
# Versions: the SemVer 2.0.0 grammar and its precedence, and the numbers of staged builds.
#
# jq's arrays sort as SemVer does. A numeric identifier is kept as [0, digits, text], so that no size of number loses precision.

semver='
  def number: "(?:0|[1-9][0-9]*)";
  def identifier: "(?:" + number + "|[0-9]*[A-Za-z-][0-9A-Za-z-]*)";
  def grammar: "\\A(?<core>" + number + "\\." + number + "\\." + number + ")"
    + "(?:-(?<pre>" + identifier + "(?:\\." + identifier + ")*))?"
    + "(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?\\z";
  def ranks: split(".") | map(if test("\\A[0-9]+\\z") then [0, length, .] else [1, 0, .] end);
  def precedence: capture(grammar) | [(.core | ranks), .pre == null, (.pre // "" | ranks)];
'

is_version() {
  printf '%s' "$1" | jq -Rse "$semver"' test(grammar)' >/dev/null
}

# Of the lines on stdin, the versions, highest first.
highest_first() {
  jq -Rrn "$semver"'[inputs | select(test(grammar))] | unique | sort_by(precedence) | reverse[]'
}

# is_higher A B: A has the higher precedence
is_higher() {
  [[ "$1" != "$2" && "$(printf '%s\n' "$1" "$2" | highest_first | head -n 1)" == "$1" ]]
}

# staged_numbers PREFIX: of the lines on stdin, what follows PREFIX where that is a number, smallest first.
staged_numbers() {
  awk -v prefix="$1" 'index($0, prefix) == 1 { rest = substr($0, length(prefix) + 1); if (rest ~ /^(0|[1-9][0-9]*)$/) print rest }' | sort -n -u
}
