"""A field that a configuration of kustomize names is rewritten by `images`, and no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gitops import render
from gitops.folder import Folder
from tests.gitops.test_covered import OLD, PACKAGES, add, alpha, kustomize, workload
from tests.gitops.trees import VERSION, differences, write

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["alpha", "kustomize"]


STEPS = workload(f"  steps:\n    - run: {{image: '{OLD}'}}\n", "Pipe", "example.org/v1")
FITTING = {
    "a list": "path: spec/steps[]/run/image",
    "a list without its mark": "path: spec/steps/run/image",
    "a kind": "{path: 'spec/steps[]/run/image', kind: Pipe}",
    "all": "{path: 'spec/steps[]/run/image', kind: Pipe, group: example.org, version: v1}",
}
OTHER = {
    "another kind": "{path: 'spec/steps[]/run/image', kind: Pump}",
    "another group": "{path: 'spec/steps[]/run/image', group: example.com}",
    "another version": "{path: 'spec/steps[]/run/image', version: v2}",
    "another field": "path: spec/steps[]/image",
    "a part": "path: run/image",
}


def configured(folder: Path, entry: str) -> None:
    write(folder, {"more.yaml": STEPS, "fields.yaml": f"images:\n  - {entry}\n"})


@pytest.mark.parametrize("name", [*FITTING, *OTHER])
def test_a_field_that_a_configuration_names_is_rewritten(name: str, alpha: Path) -> None:
    configured(alpha / "api", {**FITTING, **OTHER}[name])
    add(alpha, "resources:\n  - more.yaml\nconfigurations:\n  - fields.yaml\n")
    assert len(differences(alpha)) == (name in OTHER)


@pytest.mark.parametrize("name", [*FITTING, *OTHER])
def test_kustomize_agrees(name: str, tmp_path: Path, kustomize: None) -> None:
    del kustomize
    folder = tmp_path / "one"
    configured(folder, {**FITTING, **OTHER}[name])
    images = f"images:\n  - name: {PACKAGES}/api\n    newTag: {VERSION}\n"
    write(folder, {"kustomization.yaml": f"resources:\n  - more.yaml\nconfigurations:\n  - fields.yaml\n{images}"})
    ((_, built),) = render.build_all(Folder(folder), ["kustomization.yaml"], ["kustomization.yaml"])
    assert built.failure == ""
    assert (":1.3.0" in built.text) is (name in OTHER)


def test_a_configuration_counts_only_where_its_kustomization_has_images(alpha: Path) -> None:
    configured(alpha / "job", FITTING["a kind"])
    write(alpha / "job", {"kustomization.yaml": "resources:\n  - more.yaml\nconfigurations:\n  - fields.yaml\n"})
    assert len(differences(alpha)) == 1


def test_invalid_configuration_changes_nothing(alpha: Path) -> None:
    write(
        alpha / "job",
        {"kustomization.yaml": "configurations: [fields.yaml, gone.yaml, null, {a: b}]\n", "fields.yaml": "images: [x, {path: [y]}]\n"},
    )
    assert differences(alpha) == []
