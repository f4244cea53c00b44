#!/usr/bin/env bash
# The text of a release: the changelog, then the images as a code block.
#
# A code fence or an HTML comment that the changelog leaves open would swallow the block, so it is closed first, as CommonMark closes it:
# a fence by one of the same character and length, at the same indent (in a list item that matters). No image line holds a backtick.

# release_body CHANGELOG IMAGES: two files, one text
release_body() {
  jq -Rrn --rawfile changelog "$1" --rawfile images "$2" '
    def fence: (capture("^(?<indent> {0,3})(?<mark>`{3,}|~{3,})(?<rest>[^\r]*)\r?$") // null);
    def step($line): (($line | fence) // null) as $f
      | if . == "-->" then (if $line | contains("-->") then null else . end)
        elif . == null and $f != null then (if $f.mark[0:1] == "`" and ($f.rest | contains("`")) then null else $f end)
        elif . == null then (if $line | test("^ {0,3}<!--(?!.*-->)") then "-->" else null end)
        elif $f != null and $f.mark[0:1] == .mark[0:1] and ($f.mark | length) >= (.mark | length) and ($f.rest | test("^[ \t]*$")) then null
        else . end;
    def closing: if type == "object" then "\n" + .indent + .mark elif . == null then "" else "\n" + . end;
    ($changelog | sub("\\s+\\z"; "")) as $text
    | $text + (reduce ($text | split("\n")[]) as $line (null; step($line)) | closing) + "\n\n```text\n" + $images + "```"'
}
