"""A container, a service or an image of a step in a job on Windows or macOS: the runner starts containers on Linux only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.workflow.interpolation import OPEN
from compiler.workflow.node import Mapping
from compiler.workflow.runner_label import labels_of, labels_of_matrix, other_system
from compiler.workflow.tree import Container, Job, Service, Strategy, UsesStep

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.workflow.node import Node
    from compiler.workflow.parsed import ParsedJob, ParsedWorkflow


def unsupported_container(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Not reported are a step with a condition, and an image that an expression chooses: if it is empty, there is no container.

    Sources: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idservices and
    https://docs.github.com/en/actions/concepts/workflows-and-actions/custom-actions#types-of-actions
    """
    for job in workflow.jobs:
        containers = list(_containers(job))
        label = _label(job.node) if containers and isinstance(job.node, Job) else ""
        for what, node, key in containers if label else ():
            yield Finding(
                rule="unsupported-container",
                message=f'the job "{job.id}" has {what}, and runs on "{label}": runners start containers on Linux only',
                expected='a Linux runner, such as "ubuntu-24.04"',
                remedy="use a Linux runner, or add a step that installs what the container has",
                origin=node.place_of(key),
                field=key,
            )


def _containers(job: ParsedJob) -> Iterator[tuple[str, Node, str]]:
    """What starts a container whatever happens: a description, the node that has it, and the key."""
    node = job.node
    if not isinstance(node, Job):
        return
    if _has_image(node.container):
        yield "a container", node, "container"
    elif isinstance(node.services, Mapping) and (name := next((name for name, each in node.services.items() if _has_image(each)), "")):
        yield f'the service "{name}"', node, "services"
    for step in job.steps:
        if isinstance(step.node, UsesStep) and step.node.uses.startswith("docker://") and step.node.if_ is None:
            yield "a step that runs in a container", step.node, "uses"


def _has_image(container: str | Container | Service | None) -> bool:
    image = container.image if isinstance(container, Container | Service) else container
    return isinstance(image, str) and bool(image) and OPEN not in image


def _label(job: Job) -> str:
    """A label of another system that the job has, at least in one of the jobs of its matrix; empty if there is none."""
    excludes = isinstance(job.strategy, Strategy) and isinstance(job.strategy.matrix, Mapping) and job.strategy.matrix.get("exclude")
    labels = [*labels_of(job.runs_on), *(() if excludes else labels_of_matrix(job))]
    return next((label for label in labels if other_system(label)), "")
