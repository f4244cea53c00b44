"""A shim for gh, which comes first on the PATH of a run: the real gh, which trusts the root of the simulated Sigstore instance.

GitHub's runners have gh. `gh attestation verify` downloads the roots that it trusts, which a rehearsal cannot provide: TUF metadata has
signatures of GitHub and Sigstore. So the shim adds the option --custom-trusted-root, and `gh attestation trusted-root` prints that root.
No variable, input or option of a step changes it, since of several such options gh uses the last. Without gh nothing is verified, and the
report says so.
"""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rehearsal.github import GitHub
    from rehearsal.sigstore.authority import Authority

ABSENT = "none, so attestations are not verified"

_SHIM = """\
#!{bash}
export GH_NO_UPDATE_NOTIFIER=1{settings}
if [[ ${{1-}} == attestation && ${{2-}} == verify ]]; then
  exec {gh} "$@" --custom-trusted-root {root}
elif [[ ${{1-}} == attestation && ${{2-}} == trusted-root ]]; then
  exec cat {root}
fi
exec {gh} "$@"
"""

_ABSENT = """\
#!{bash}
if [[ ${{1-}} == attestation && ${{2-}} == verify ]]; then
  echo "rehearsal: gh is not installed, so this attestation is not verified" >&2
  digest="$(sha256sum <"$3")"
  curl --silent --fail --header "Authorization: Bearer $GH_TOKEN" \\
    "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/attestations/sha256:${{digest%% *}}" |
    jq -r '.attestations[].bundle.dsseEnvelope.payload | @base64d | fromjson | .subject[].name'
  exit
fi
echo "rehearsal: gh is not installed" >&2
exit 127
"""


def gh() -> Path | None:
    """The gh binary: next to the current Python, else on PATH."""
    beside = Path(sys.executable).parent / "gh"
    found = str(beside) if beside.is_file() else shutil.which("gh")
    return Path(found) if found else None


def gh_name() -> str:
    """Which gh verifies attestations, for the report."""
    return "gh" if gh() else ABSENT


def write_gh_shim(folder: Path, github: GitHub, authority: Authority) -> None:
    """Write the shim into `folder/bin`.

    Where the simulated GitHub has the real names, gh finds it there. Elsewhere a setting of gh names a Unix socket to use for all hosts.
    """
    program, root = gh(), folder / "trusted_root.jsonl"
    root.write_text(authority.trusted_root(), encoding="utf-8")
    settings = ""
    if program and not github.endpoints:
        (folder / "gh").mkdir()
        (folder / "gh" / "config.yml").write_text(f'version: "1"\nhttp_unix_socket: "{github.listen_locally()}"\n', encoding="utf-8")
        settings = f" GH_CONFIG_DIR={shlex.quote(str(folder / 'gh'))}\nunset GH_HOST"
    values = {"bash": shutil.which("bash") or "/bin/bash", "gh": shlex.quote(str(program)), "root": shlex.quote(str(root))}
    shim = folder / "bin" / "gh"
    shim.write_text((_SHIM if program else _ABSENT).format(**values, settings=settings), encoding="utf-8")
    shim.chmod(0o755)
