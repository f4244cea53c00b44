# shellcheck shell=bash
# Check a changelog. It is published as it is, so it must not contain invisible content.
#
# CHANGELOG_PLACEHOLDER is the line of a new changelog that the release notes replace. Operator scripts use this file too, so it needs only
# bash 3.2 and the tools of macOS. All tools read bytes (LC_ALL=C), whatever the locale is.

# One line of UTF-8 (https://www.unicode.org/versions/Unicode16.0.0/core-spec/chapter-3/#G27506, table 3-7).
utf8_line=$'([^\200-\377]|[\302-\337][\200-\277]|\340[\240-\277][\200-\277]|[\341-\354\356\357][\200-\277]{2}|\355[\200-\237][\200-\277]'
utf8_line+=$'|\360[\220-\277][\200-\277]{2}|[\361-\363][\200-\277]{3}|\364[\200-\217][\200-\277]{2})*'

# Control characters other than tabs, LF and CRLF: those of ASCII, a CR inside a line, U+0080 to U+009F.
control=$'[^[:print:][:space:]\200-\377]|\v|\f|\r.|\302[\200-\237]'

# Embeddings, overrides and isolates of the bidirectional algorithm, U+202A to U+202E and U+2066 to U+2069: with them a text is
# displayed in an order that is not the stored one (https://trojansource.codes). The marks that right-to-left languages need are allowed.
direction=$'\342\200[\252-\256]|\342\201[\246-\251]'

# Invisible characters: non-ASCII spaces, zero-width characters (U+200B to U+200F, U+2060 to U+206F, U+FEFF), fillers, variation selectors
# and tags, from U+00A0 on, by code point.
invisible=$'\302\240|\302\255|\315\217|\330\234|\341\205[\237\240]|\341\232\200|\341\236[\264\265]|\341\240[\213-\217]|\342\200[\200-\217\250-\257]'
invisible+=$'|\342\201[\237-\257]|\342\240\200|\343\200\200|\343\205\244|\357\270[\200-\217]|\357\273\277|\357\276\240|\357\277[\260-\273]|\363\240[\200-\277][\200-\277]'

changelog_form='release notes in UTF-8, without control characters other than line endings and tabs'

# find_line FILE GREP-OPTIONS…: sets line to the number of the first line that grep selects in a file without NUL bytes, or to nothing
find_line() {
  line="$(LC_ALL=C grep -a -n -m 1 "${@:2}" <"$1")" || true
  line="${line%%:*}"
}

# has_visible_text FILE: whether it displays a letter, a digit or a non-ASCII character. HTML comments (to the end of the file if they are not
# closed), Markdown comments (`[//]: # (text)`), tags, entities and punctuation do not count.
has_visible_text() {
  local shown
  shown="$(LC_ALL=C awk '
    {
      line = $0
      text = ""
      while (line != "") {
        at = index(line, hidden ? "-->" : "<!--")
        if (!hidden) text = text (at ? substr(line, 1, at - 1) : line)
        if (at) { line = substr(line, at + (hidden ? 3 : 2)); hidden = !hidden } else line = ""
      }
      print text
    }' "$1" |
    LC_ALL=C sed -E -e "s/$invisible//g" -e 's#</?[A-Za-z][A-Za-z0-9]* */?>##g' -e 's/&#?[A-Za-z0-9]+;//g' -e 's/^ *\[[^]]*\]:.*//' |
    LC_ALL=C grep -a -c $'[A-Za-z0-9\200-\377]')" || true
  [[ "$shown" != 0 ]]
}

# changelog_fault FILE: why it cannot be published, as words that follow its name; nothing if it can
changelog_fault() {
  local line
  if IFS= read -r -d '' _ <"$1"; then
    printf 'is not UTF-8 text: it contains a NUL byte'
    return
  fi
  find_line "$1" -E -v -x -e "$utf8_line"
  if [[ -n "$line" ]]; then
    printf 'is not UTF-8 text: see line %s' "$line"
    return
  fi
  find_line "$1" -E -e "$control"
  if [[ -n "$line" ]]; then
    printf 'has a control character in line %s' "$line"
    return
  fi
  find_line "$1" -E -e "$direction"
  if [[ -n "$line" ]]; then
    printf 'has a character in line %s that changes the direction of text' "$line"
    return
  fi
  if ! has_visible_text "$1"; then
    printf 'is empty: it has no visible text'
    return
  fi
  find_line "$1" -F -e "$CHANGELOG_PLACEHOLDER"
  if [[ -n "$line" ]]; then printf 'has no release notes yet: line %s is still "%s"' "$line" "$CHANGELOG_PLACEHOLDER"; fi
}

# changelog_length FILE: in characters, that is, without counting UTF-8 continuation bytes
changelog_length() {
  LC_ALL=C tr -d '\200-\277' <"$1" | wc -c | tr -d ' '
}
