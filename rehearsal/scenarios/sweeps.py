"""One sweep for each job of the pipelines."""

from __future__ import annotations

from rehearsal.application import IMAGES
from rehearsal.engine.sweep import Sweep

SCENARIOS = (
    Sweep("sweep-promote", "main", "promote"),
    Sweep("sweep-publish-docker", "staging", "publish-docker", matrix=("image", IMAGES[0])),
    Sweep("sweep-verify-published-tags", "staging", "verify-published-tags"),
    Sweep("sweep-reserve-version", "staging", "reserve-version"),
    Sweep("sweep-validate", "staging", "validate"),
    Sweep("sweep-github-prerelease", "staging", "github-prerelease"),
    Sweep("sweep-create-release", "main", "create-release"),
    Sweep("sweep-staging-summary", "staging", "workflow-summary"),
    Sweep("sweep-main-summary", "main", "workflow-summary"),
)
