"""The real `gh attestation verify` in tests: without a network, on a manifest and its attestations."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from rehearsal.sigstore.authority import Authority
from tests.rehearsal.attestations import EXPECTED, IDENTITY, MANIFEST, NAME, digest
from tests.tools import program

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from rehearsal.sigstore.identity import Identity


@dataclass(frozen=True)
class Verified:
    """How gh ended."""

    exit_code: int
    output: str


@dataclass(frozen=True)
class Case:
    """A manifest, its bundle and the root, each possibly wrong, and the options that differ from `EXPECTED`."""

    identity: Identity = IDENTITY
    manifest: bytes = MANIFEST
    attested: bytes = MANIFEST
    options: Sequence[tuple[str, str]] = ()
    statement: Sequence[tuple[str, Any]] = ()
    other_root: bool = False

    def with_identity(self, **changes: Any) -> Case:
        """The same case, signed by a run that differs."""
        return replace(self, identity=replace(self.identity, **changes))

    def bundle(self, authority: Authority) -> dict[str, Any]:
        """The bundle."""
        return authority.attest(self.identity, {NAME: digest(self.attested)}, **dict(self.statement))


def environment(home: Path, **more: str) -> dict[str, str]:
    """The variables for gh. Its only way to a network is a proxy on whose address nothing listens."""
    unreachable = "http://127.0.0.1:9"
    return {
        "PATH": os.defpath,
        "HOME": str(home),
        "HTTPS_PROXY": unreachable,
        "HTTP_PROXY": unreachable,
        "GH_NO_UPDATE_NOTIFIER": "1",
        **more,
    }


def verify(folder: Path, case: Case, *arguments: str, gh: str = "", **variables: str) -> Verified:
    """Run `gh attestation verify` on the manifest of a case, with the options that a step would give."""
    (folder / "manifest.json").write_bytes(case.manifest)
    options = {**EXPECTED, **dict(case.options)}
    given = [word for pair in options.items() if pair[1] for word in pair]
    command = [gh or program("gh"), "attestation", "verify", "manifest.json", *given, "--deny-self-hosted-runners", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment(folder, **variables), capture_output=True, text=True, check=False)
    return Verified(done.returncode, done.stdout + done.stderr)


def verify_offline(folder: Path, case: Case, *arguments: str, change: Mapping[str, Any] | None = None) -> Verified:
    """Verify with a bundle in a file. `change` replaces parts of its envelope."""
    authority = Authority()
    bundle = case.bundle(authority)
    bundle["dsseEnvelope"].update(change or {})
    (folder / "bundle.json").write_text(json.dumps(bundle), encoding="utf-8")
    trusted = Authority() if case.other_root else authority
    (folder / "trusted_root.jsonl").write_text(trusted.trusted_root(), encoding="utf-8")
    return verify(folder, case, "--bundle", "bundle.json", "--custom-trusted-root", "trusted_root.jsonl", *arguments)
