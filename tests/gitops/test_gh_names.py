"""The real gh prints the names of an attestation as `linesmith gitops check --verify` reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

pytest.importorskip("cryptography", reason="cryptography is missing. To have it: pip install cryptography")

from gitops import attested as verification
from tests.rehearsal.attestations import MANIFEST, NAME, digest
from tests.rehearsal.verification import Case, verify_offline

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("known", [digest(MANIFEST), ""], ids=["digest", "tag"])
def test_names_are_those_that_gh_prints(tmp_path: Path, known: str) -> None:
    """The signature is one of the simulated Sigstore instance."""
    output = verify_offline(tmp_path, Case(), "--format", "json")
    assert output.exit_code == 0, output.output
    assert verification._compare_names(output.output, NAME, known) == ""
    assert verification._compare_names(output.output, f"{NAME}2", known) == f"the attestation is for {NAME}"
