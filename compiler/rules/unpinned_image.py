"""A container image without a digest: its tag can be moved to another image."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.model.container import Container
from compiler.model.job import Job
from compiler.model.step import Uses

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from compiler.diagnostic import Origin
    from compiler.passes.resolve import ResolvedAction, ResolvedStep, ResolvedWorkflow

_DOCKER = "docker://"
_DIGEST = re.compile(r"@sha256:[0-9a-f]{64}\Z")


def unpinned_image(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """An image that is an expression is not checked.

    Source: https://docs.docker.com/reference/cli/docker/image/pull/#pull-an-image-by-digest-immutable-identifier
    """
    for job in resolved.jobs:
        for image, origin in _images(job.job):
            if isinstance(image, str) and not _DIGEST.search(image):
                yield _finding(image, origin)
        for reference, origin in _of_steps(job.steps):
            if reference.startswith(_DOCKER) and not _DIGEST.search(reference):
                yield _finding(reference.removeprefix(_DOCKER), origin)


def unpinned_image_in_action(resolved: ResolvedAction) -> Iterator[Finding]:
    """The same for the image of an action, and for those of its steps."""
    image = getattr(resolved.action.runs, "image", "")
    for reference, origin in ((image, resolved.action.runs.origin), *_of_steps(resolved.steps)):
        if reference.startswith(_DOCKER) and not _DIGEST.search(reference):
            yield _finding(reference.removeprefix(_DOCKER), origin)


def _of_steps(steps: Iterable[ResolvedStep]) -> Iterator[tuple[str, Origin]]:
    for step in (step.step for step in steps):
        if isinstance(step, Uses):
            yield step.target, step.origin


def _images(job: object) -> Iterator[tuple[object, Origin]]:
    if isinstance(job, Job):
        for given in (job.container, *job.services.values()):
            yield (given.image, given.origin) if isinstance(given, Container) else (given, job.origin)


def _finding(image: str, origin: Origin) -> Finding:
    return Finding(
        rule="unpinned-image",
        message=f'the image "{image}" has no digest',
        expected="name:tag@sha256:…, which always names the same image",
        remedy=f"get it with `crane digest {image}`",
        origin=origin,
    )
