# shellcheck shell=bash
# The text of a release: the changelog, then the images as a code block.
#
# An unclosed code or HTML block of the changelog would contain the images too, so it is closed first, as CommonMark requires
# (https://spec.commonmark.org/0.31.2/#fenced-code-blocks, #html-blocks): a fence by a fence of the same character, length and indentation
# (which matters in a list item), HTML by its own end. No image line contains a backtick. A byte-order mark is removed, because it would hide
# a fence in the first line.

# release_body CHANGELOG IMAGES: prints the text; both arguments are files
release_body() {
  jq -Rrn --rawfile changelog "$1" --rawfile images "$2" '
    def html: [
      {open: "^ {0,3}<!--", close: "-->"}, {open: "^ {0,3}<[?]", close: "?>"}, {open: "^ {0,3}<!\\[CDATA\\[", close: "]]>"},
      {open: "^ {0,3}<![A-Za-z]", close: ">"},
      ("script", "pre", "style", "textarea" | {open: "^ {0,3}<\(.)([ \t>]|$)", close: "</\(.)>"})];
    def opened($line): first(html[] | select(.open as $open | $line | test($open; "i"))) // null;
    def holds($line): .close as $close | $line | ascii_downcase | contains($close | ascii_downcase);
    def fence: (capture("^(?<indent> {0,3})(?<mark>`{3,}|~{3,})(?<rest>[^\r]*)\r?$") // null);
    def step($line): (($line | fence) // null) as $f
      | if . == null and $f != null then (if $f.mark[0:1] == "`" and ($f.rest | contains("`")) then null else $f end)
        elif . == null then (opened($line) | if . != null and holds($line) then null else . end)
        elif has("close") then (if holds($line) then null else . end)
        elif $f != null and $f.mark[0:1] == .mark[0:1] and ($f.mark | length) >= (.mark | length) and ($f.rest | test("^[ \t]*$")) then null
        else . end;
    def closing: if . == null then "" else "\n" + (.close // .indent + .mark) end;
    ($changelog | ltrimstr("\ufeff") | sub("\\s+\\z"; "")) as $text
    | $text + (reduce ($text | split("\n")[]) as $line (null; step($line)) | closing) + "\n\n```text\n" + $images + "```"'
}
