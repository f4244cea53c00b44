"""I11, and what attackers do: images and attestations that the pipelines did not make."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from rehearsal.application import IMAGES
from rehearsal.engine import attacks
from rehearsal.engine.scenario import Attest, DeleteAttestations
from rehearsal.engine.simulation import Simulation, attest, promote
from rehearsal.sigstore import bundles
from tests.rehearsal.simulations import found, run


def test_i11_an_image_that_the_pipeline_did_not_sign(simulation: Simulation) -> None:
    name, commit = simulation.package("web"), simulation.application.head("staging")
    simulation.github.repository.git("tag", "1.2.3-staging.2", commit)
    digest = simulation.registry.seed(name, "1.2.3-staging.2", revision=commit)
    assert f"web:1.2.3-staging.2 was written for {digest}" in found(simulation)["I11"]
    attest(simulation, {name: digest}, commit)
    assert "I11" not in found(simulation)


@pytest.mark.parametrize(
    "differs",
    [
        {"branch": "develop"},
        {"workflow": ".github/workflows/other.yml"},
        {"repository": "Fork/Metaboost"},
        {"environment": "self-hosted"},
        {"predicate_type": "https://example.org/reviewed/v1"},
    ],
    ids=lambda differs: next(iter(differs)),
)
def test_i11_a_signature_of_another_run(simulation: Simulation, differs: dict[str, Any]) -> None:
    name, commit = simulation.package("web"), simulation.application.head("staging")
    simulation.application.commit("fix: x", {"x": "1"}, branch="develop")
    simulation.github.repository.git("tag", "1.2.3-staging.2", commit)
    simulation.registry.seed(name, "1.2.3-staging.2", revision=commit)
    attacks.attest(simulation, Attest("1.2.3-staging.2", "web", **differs))
    assert "I11" in found(simulation)


def test_i11_a_statement_that_was_changed_after_it_was_signed(simulation: Simulation) -> None:
    name, commit = simulation.package("web"), simulation.application.head("staging")
    simulation.github.repository.git("tag", "1.2.3-staging.2", commit)
    digest = simulation.registry.seed(name, "1.2.3-staging.2", revision=commit)
    attest(simulation, {name: f"sha256:{'0' * 64}"}, commit)
    (signed,) = simulation.github.attestations.of(f"sha256:{'0' * 64}")
    statement = bundles.read_statement(signed.bundle)
    statement["subject"][0]["digest"] = {"sha256": digest.removeprefix("sha256:")}
    envelope = {**signed.bundle["dsseEnvelope"], "payload": base64.b64encode(json.dumps(statement).encode()).decode()}
    simulation.github.attestations.add({**signed.bundle, "dsseEnvelope": envelope})
    assert "I11" in found(simulation)


def test_i11_an_attestation_that_was_deleted_after_the_promotion(simulation: Simulation) -> None:
    promote(simulation, "1.2.3")
    assert "I11" not in found(simulation, run(simulation, pipeline="main"))
    for image in IMAGES:
        attacks.delete_attestations(simulation, DeleteAttestations("1.2.3", image))
    assert "I11" not in found(simulation, run(simulation, pipeline="main"))


def test_what_an_attacker_overwrites_counts_as_what_it_was(simulation: Simulation) -> None:
    promote(simulation, "1.2.3")
    attacks.push(simulation, "web", "1.2.3-staging.1")
    attacks.push(simulation, "web", "1.2.3-staging.1")
    attacks.push(simulation, "api", "1.2.3-staging.9")
    assert found(simulation, run(simulation), run(simulation, pipeline="main")) == {}


def test_a_floating_tag_that_moves_to_the_image_of_an_attacker_is_a_violation(simulation: Simulation) -> None:
    attacks.push(simulation, "web", "1.2.3-staging.1")
    simulation.registry.tag(simulation.package("web"), "1.2.3-staging.1", "staging")
    assert {"I4", "I11"} <= set(found(simulation))
