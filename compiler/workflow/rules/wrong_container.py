"""A container or a service that Docker or the runner refuses: its image, its ports, its volumes or its options."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.workflow.interpolation import OPEN
from compiler.workflow.node import Mapping, Sequence
from compiler.workflow.tree import Container, Job, Service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.diagnostic import Origin
    from compiler.workflow.parsed import ParsedWorkflow

_NAME = r"[a-z0-9]+(?:[._-]+[a-z0-9]+)*"
_IMAGE = rf"(?:docker://)?(?:[A-Za-z0-9.-]+(?::\d+)?/)?{_NAME}(?:/{_NAME})*(?::[\w.-]+)?(?:@.*)?"
_PORTS = r"\d{1,5}(?:-\d{1,5})?"
_PORT = rf"(?:(?:[\d.]+:|\[[\da-fA-F:]+\]:)?(?:{_PORTS})?:)?{_PORTS}(?:/(?:tcp|udp|sctp))?"
_HOST_PORT = r"(?:0\.0\.0\.0:)?(\d{1,5}):\d{1,5}(/(?:udp|sctp))?(?:/tcp)?"
"""One port of the host, on all of its addresses."""
_HIGHEST = 65535
_VOLUME = r"(?:(?:/[^:]*|[A-Za-z0-9][\w.-]+):)?/[^:]*(?::[A-Za-z,]+)?"
_NETWORK = r"(?:^|\s)(--network|--net)(?=[\s=]|$)"
_ENTRYPOINT = r"(?:^|\s)(--entrypoint)(?=[\s=]|$)"


def wrong_container(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Values with expressions are not checked, and neither is an empty image, which means that there is no container.

    Sources: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idcontaineroptions,
    https://github.com/distribution/reference/blob/main/reference.go, and
    https://docs.docker.com/reference/cli/docker/container/run/#publish
    """
    for job in workflow.jobs:
        node = job.node
        if not isinstance(node, Job):
            continue
        yield from _of(node.container, node.value_places.get("container", node.place), "container")
        services = node.services if isinstance(node.services, Mapping) else Mapping()
        for name, given in services.items():
            yield from _of(given, services.value_places.get(name, node.place), "services")
        yield from _same_port(services)


def _same_port(services: Mapping[str | Service]) -> Iterator[Finding]:
    """Services that certainly start, and need the same port of the host. One without an image does not start."""
    taken: dict[tuple[int, str], str] = {}
    for name, given in services.items():
        is_certain = isinstance(given, Service) and given.image and OPEN not in given.image and isinstance(given.ports, Sequence)
        for index, port in enumerate(given.ports if is_certain else ()):  # type: ignore[union-attr,arg-type]  # it is certain
            found = re.fullmatch(_HOST_PORT, str(port), re.ASCII)
            if found is None:
                continue
            other = taken.setdefault((int(found[1]), found[2] or ""), name)
            if other != name:
                place = given.ports.place_of(index) or given.place  # type: ignore[union-attr]  # as above
                message = f'the services "{other}" and "{name}" both take the port {found[1]} of the host'
                yield _finding(message, "a port of its own for each service", "write another port before the `:`", place, "ports")


def _of(given: Container | Service | str | None, place: Origin | None, field: str) -> Iterator[Finding]:
    """What is wrong with a description, or with an image in its place."""
    if isinstance(given, str):
        yield from _of_image(given, place, field)
    elif isinstance(given, Container | Service):
        yield from _of_image(given.image, given.value_places.get("image", given.place), "image")
        yield from _of_options(given)
        for key in ("ports", "volumes"):
            values = getattr(given, key)
            for index, value in enumerate(values if isinstance(values, Sequence) else ()):
                yield from _of_element(str(value), key, values.place_of(index) or given.place)


def _of_image(image: str | None, place: Origin | None, field: str) -> Iterator[Finding]:
    if image and OPEN not in image and not re.fullmatch(_IMAGE, image, re.ASCII):
        expected = "registry/name:tag@sha256:…, with the name in lower case"
        remedy = "write the name in lower case" if re.fullmatch(_IMAGE, image.lower(), re.ASCII) else "correct it"
        yield _finding(f'"{image}" is not the name of an image', expected, remedy, place, field)


def _of_options(given: Container | Service) -> Iterator[Finding]:
    options = given.options
    if not options or OPEN in options:
        return
    found = re.search(_NETWORK, options) or (re.search(_ENTRYPOINT, options) if isinstance(given, Container) else None)
    if found:
        place = given.value_places.get("options", given.place)
        yield _finding(f"GitHub does not support `{found[1]}` in `options`", "other options", "remove it", place, "options")


def _of_element(value: str, key: str, place: Origin | None) -> Iterator[Finding]:
    if OPEN in value:
        return
    if key == "volumes" and not re.fullmatch(_VOLUME, value, re.ASCII):
        expected = "source:/destination, with the name of a volume or an absolute path as the source, or an absolute path alone"
        yield _finding(f'"{value}" is not a volume', expected, "write absolute paths", place, key)
    if key == "ports" and not _is_port(value):
        expected = f"`80`, or `8080:80` for the host and the container, with ports up to {_HIGHEST}"
        yield _finding(f'"{value}" is not a port', expected, "correct it", place, key)


def _is_port(text: str) -> bool:
    numbers = re.findall(r"(?<![\d.])\d+(?![\d.])", text)  # not those of an address
    return bool(re.fullmatch(_PORT, text, re.ASCII)) and all(int(number) <= _HIGHEST for number in numbers)


def _finding(message: str, expected: str, remedy: str, place: Origin | None, field: str) -> Finding:
    is_read = place is not None and place.column > 0
    return Finding(rule="wrong-container", message=message, expected=expected, remedy=remedy, origin=place, field="" if is_read else field)
