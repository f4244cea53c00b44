"""Attestations of images, and a fast `gh attestation verify` that verifies them: the real gh takes a third of a second per call.

The fake compares what the test wrote, and no signature. test_attested.py compares it with the real gh.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rehearsal.fakes.downloads import GH_ARCHIVE, GH_PROGRAM, GH_VERSION, archive, sha256
from rehearsal.sigstore import bundles
from tests.rehearsal.attestations import REPOSITORY, WORKFLOW, unsigned

if TYPE_CHECKING:
    from pathlib import Path

    from rehearsal.fakes.downloads import Downloads
    from rehearsal.github.attestations import Attestations

# An option that is not given is not checked, so a step without it accepts too much, and its test fails. It takes any query for that of the
# steps, which prints the names.
_GH = """#!/bin/bash
records={records}
fail() {{
  printf '%s\\n' "$1" >&2
  exit 1
}}
if [[ -z "${{GH_TOKEN-}}" ]]; then fail 'To use GitHub CLI in a GitHub Actions workflow, set the GH_TOKEN environment variable.'; fi
if [[ -f "${{GH_CONFIG_DIR:-$HOME/.config/gh}}/config.yml" ]]; then fail 'reads a configuration'; fi
if [[ "$1 $2" == 'attestation trusted-root' ]]; then
  if [[ -f "$records/no-roots" ]]; then fail 'failed to get trusted root'; fi
  exit
fi
printf '%s\\n' "$*" >>"$RECORDS/gh"
for planned in "$records"/failure-*; do
  if [[ -f "$planned" ]] && text="$(<"$planned")" && {{ [[ "$planned" == *-always ]] || mv "$planned" "$records/past" 2>/dev/null; }}; then
    fail "$text"
  fi
done
if [[ "$1 $2" != 'attestation verify' ]]; then fail "unknown command $1 $2"; fi
file="$3"
shift 3
declare -A given=([--limit]=30)
while (($# > 0)); do
  case "$1" in
    --deny-self-hosted-runners) given[--runner]=github-hosted ;;
    --repo | --signer-workflow | --source-digest | --predicate-type | --limit | --format | --jq)
      given["$1"]="$2"
      shift
      ;;
    *) fail "unknown flag: $1" ;;
  esac
  shift
done
digest="$(sha256sum <"$file")" || fail "no such file $file"
attestations="$records/sha256:${{digest%% *}}"
if [[ ! -f "$attestations" ]]; then attestations=/dev/null; fi
checked=0
names='' statements=''
while read -r repository signer commit predicate runner subject; do
  checked=$((checked + 1))
  if ((checked > given[--limit])); then break; fi
  declare -A found=([--repo]="$repository" [--signer-workflow]="$signer" [--source-digest]="$commit" [--runner]="$runner")
  found[--predicate-type]="$predicate"
  right=yes
  for option in "${{!found[@]}}"; do
    if [[ "${{given[$option]-${{found[$option]}}}}" != "${{found[$option]}}" ]]; then right=no; fi
  done
  if [[ "$right" == no ]]; then continue; fi
  names+="$subject"$'\\n'
  statement="{{\\"subject\\":[{{\\"name\\":\\"$subject\\",\\"digest\\":{{\\"sha256\\":\\"${{digest%% *}}\\"}}}}]}}"
  statements+="${{statements:+,}}{{\\"verificationResult\\":{{\\"statement\\":$statement}}}}"
done <"$attestations"
if [[ -n "$names" ]]; then
  case "${{given[--format]-}}${{given[--jq]+ names}}" in
    'json names') printf '%s' "$names" ;;
    json) printf '[%s]\\n' "$statements" ;;
  esac
  exit 0
fi
fail "Error: verifying with issuer \\"GitHub, Inc.\\": $checked attestations of sha256:${{digest%% *}}"
"""


@dataclass(frozen=True, kw_only=True)
class Origin:
    """What the certificate of an attestation says about the run that signed it, and its predicate."""

    commit: str
    repository: str = REPOSITORY
    signer: str = f"{REPOSITORY}/{WORKFLOW}"
    """The workflow with its repository."""
    predicate: str = bundles.PROVENANCE
    runner: str = "github-hosted"
    subject: str = ""
    """The name under which the digest is attested: that of the image, with its registry."""

    @property
    def line(self) -> str:
        """The line that the fake reads; as GitHub lists them, the newest is the first."""
        return f"{self.repository} {self.signer} {self.commit} {self.predicate} {self.runner} {self.subject}\n"


@dataclass
class Attested:
    """All attestations: in a folder with a file for each digest, which the fake reads, and in the simulated GitHub."""

    folder: Path
    store: Attestations

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True)

    @property
    def gh(self) -> str:
        """The text of the fake."""
        return _GH.format(records=shlex.quote(str(self.folder)))

    def add(self, digest: str, *origins: Origin, stored_as: str = "") -> None:
        """Attest an image, once for each origin. `stored_as` is the predicate type that GitHub reports, if it is not the right one."""
        file = self.folder / digest
        for origin in origins:
            known = file.read_text() if file.exists() else ""
            if origin.line not in known.splitlines(keepends=True):
                file.write_text(origin.line + known)
                self.store.add(unsigned({origin.subject or "image": digest}, predicateType=stored_as or origin.predicate))

    def remove(self, *digests: str) -> None:
        """Remove all attestations of these images."""
        for digest in digests:
            (self.folder / digest).unlink(missing_ok=True)
            self.store.delete(digest)

    def replace(self, digest: str, *origins: Origin, stored_as: str = "") -> None:
        """Replace all attestations of an image by these."""
        self.remove(digest)
        self.add(digest, *origins, stored_as=stored_as)

    def fail(self, text: str, times: int = 0) -> None:
        """Make gh fail with this text, this many times or always."""
        for name in range(times) if times else ["always"]:
            (self.folder / f"failure-{name}").write_text(text)

    def fail_roots(self) -> None:
        """Make gh fail to download the trusted roots."""
        (self.folder / "no-roots").touch()

    def serve_gh(self, downloads: Downloads, program: str = "") -> dict[str, str]:
        """Serve an archive with the fake, or another program, as the release of gh; the variables of a step that downloads it."""
        content = archive((program or self.gh).encode(), GH_PROGRAM)
        downloads.files[f"/gh/v{GH_VERSION}/{GH_ARCHIVE}"] = content
        return {"GH_URL": f"{downloads.url}/gh/v{GH_VERSION}", "GH_SHA256": sha256(content)}
