# shellcheck shell=bash
# The annotations and parts of manifests. One jq reads the manifests of all images, because starting jq takes longer than reading them.
#
# All of this is external input. Control characters become spaces. An index has at most 32 parts: image manifests with different digests. An
# image without an index has no parts: its configuration and layers are blobs, which a registry keeps as long as the manifest exists. The
# annotation vnd.linesmith.images lists the images of the version: at most 32 sorted names, separated by single spaces, with the image
# itself among them.

# print_contents --rawfile IMAGE FILE… --args IMAGE MEDIA-TYPE…: a line for each value: image, name of the value, value
print_contents() {
  jq -nr '
    def image_types: ["application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json"];
    def listed:
      if type != "array" or length == 0 then "!an index without parts"
      elif length > 32 then "!an index of \(length) parts, more than 32"
      elif any(.[]; type != "object") then "!an index with a part that is not an object"
      elif any(.[]; .digest | (strings | test("\\Asha256:[0-9a-f]{64}\\z")) // false | not) then "!an index with a part that has no SHA-256"
      elif any(.[]; [.mediaType] - image_types != []) then "!an index with a part that is not an image manifest"
      elif (map(.digest) | unique | length) < length then "!an index that names a part twice"
      else map(.digest) | join(" ") end;
    def parts($media_type):
      if type != "object" then "!not a manifest"
      elif has("manifests") and (has("config") or has("layers")) then "!an index and an image in one"
      elif has("manifests") != ($media_type | test("index|list")) then "!not a manifest of the type \($media_type)"
      elif has("manifests") then .manifests | listed
      elif (.config | type) == "object" and (.layers | type) == "array" then ""
      else "!neither an index nor an image" end;
    def annotation($name): objects | .annotations | objects | .[$name] | select(. != null);
    def line: if type == "string" then . else tojson end;
    def name: test("\\A[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*\\z");
    def images($image):
      if type != "string" or length > 4096 then "?"
      else (split(" ") | select(length <= 32 and all(.[]; name) and . == unique and index($image) != null) | join(" ")) // "?" end;

    def facts($image; $media_type):
      ["parts-list", parts($media_type)],
      ["version", (annotation("org.opencontainers.image.version") | strings)],
      ["revision", (annotation("org.opencontainers.image.revision") | strings)],
      (annotation("vnd.linesmith.images") | ["images", images($image)], ["names", line[:300]]);

    $ARGS.positional as $given | range(0; $given | length; 2) | $given[.] as $image | $given[. + 1] as $media_type
    | ($ARGS.named[$image] | fromjson? // null) | facts($image; $media_type)
    | [$image] + . | map(gsub("[[:cntrl:]]"; " ")) | join("\u001f")
  ' "$@"
}

# read_contents LABEL IMAGE…: reads the manifests with that label into one file per value, each with one line; it is empty if the manifest has
# no such value. LABEL.version and LABEL.revision have those annotations. LABEL.images has the images of the version, or "?" if the annotation
# is not valid; LABEL.names has the annotation as it is. LABEL.parts-list has the digests of the parts, or "!" and a description if this
# pipeline builds no such manifest.
read_contents() {
  local bytes=() fact image label="$1" place types=() value
  shift
  for image in "$@"; do
    place="$registry/$image/$label"
    for fact in version revision images names; do : >"$place.$fact"; done
    printf '!not a manifest' >"$place.parts-list"
    if ! exists "$label" "$image"; then continue; fi
    bytes+=(--rawfile "$image" "$place.body")
    IFS= read -r value <"$place.type" || true
    types+=("$image" "$value")
  done
  if [[ -z "${bytes[*]}" ]]; then return; fi
  while IFS=$'\x1f' read -r image fact value; do
    printf '%s' "$value" >"$registry/$image/$label.$fact"
  done < <(print_contents "${bytes[@]}" --args "${types[@]}" 2>/dev/null)
}
