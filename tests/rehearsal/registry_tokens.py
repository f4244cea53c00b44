"""Bearer tokens for the tests of the registry, and helpers for its responses."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from tests.rehearsal.http_client import WRITER, Reply, send

if TYPE_CHECKING:
    from rehearsal.registry import Registry

NAME = "podverse/metaboost/api"
ALL = ", ".join(
    f"application/vnd.{kind}+json"
    for kind in ("oci.image.index.v1", "oci.image.manifest.v1", "docker.distribution.manifest.list.v2", "docker.distribution.manifest.v2")
)


def minted(registry: Registry, password: str, *scopes: str) -> Reply:
    """The response of the token endpoint."""
    basic = "Basic " + base64.b64encode(f"mona:{password}".encode()).decode()
    query = urlencode([("service", registry.address), *(("scope", scope) for scope in scopes)])
    url = f"{registry.url}/token?{query}"
    return send("GET", url, Authorization=basic) if password else send("GET", url)


def bearer(registry: Registry, password: str = WRITER, action: str = "pull,push", name: str = NAME) -> str:
    """A bearer token."""
    return str(minted(registry, password, f"repository:{name}:{action}").value["token"])


def code(reply: Reply) -> tuple[int, str]:
    """The status and the first error."""
    return reply.status, reply.value["errors"][0]["code"]
