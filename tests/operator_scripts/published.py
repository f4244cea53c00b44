"""A clone whose remote is on a GitHub and a registry of the rehearsal, with what Publish (staging) leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.product import PRODUCT
from rehearsal.github import GitHub
from rehearsal.registry import Registry
from rehearsal.tokens import Grant, Tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.operator_scripts.repositories import Clone, Ran

OWNER = "Podverse/Metaboost"
TOKEN = "ghp_a-person"  # noqa: S105  it opens a server of the test
WORKFLOW = "publish-staging.yml"


@dataclass
class Published:
    """The clone, and the two servers that its scripts request."""

    clone: Clone
    github: GitHub
    registry: Registry

    def run(self, name: str, *arguments: str, **environment: str) -> Ran:
        return self.clone.run(f"publish/{name}", *arguments, **{**self.environment, **environment})

    @property
    def environment(self) -> dict[str, str]:
        return {
            "GITHUB_API_URL": self.github.api_url,
            "GITHUB_REPOSITORY": OWNER,
            "GH_TOKEN": TOKEN,
            "PUBLISH_REGISTRY": self.registry.address,
            "no_proxy": "127.0.0.1",
        }

    def head(self, branch: str) -> str:
        return self.clone.git("rev-parse", f"refs/heads/{branch}", folder=self.clone.bare)

    def push(self, *branches: str) -> str:
        """Put the checked-out commit on these branches of the remote."""
        self.clone.push(*branches, force=True)
        return self.clone.git("rev-parse", "HEAD")

    def stage(self, version: str, commit: str, *, without: str = "") -> None:
        """What a green run leaves: the Git tag and all images."""
        self.clone.git("push", "--quiet", "origin", f"{commit}:refs/tags/{version}")
        for image in PRODUCT.images:
            if image != without:
                self.registry.seed(f"{OWNER.lower()}/{image}", version, revision=commit)

    def ran(self, commit: str, status: str = "completed", conclusion: str | None = "success", event: str = "push") -> int:
        """A run of Publish (staging), as GitHub lists it."""
        return self.github.runs.add(file=WORKFLOW, sha=commit, branch="staging", event=event, status=status, conclusion=conclusion).id


def published(clone: Clone) -> Iterator[Published]:
    """The servers, while a test runs."""
    tokens = Tokens()
    tokens.add(TOKEN, Grant(contents="read", packages="read", actions="read"))
    clone.shim("npm", "#!/bin/sh\nprintf '%s\\n' '{\"auditReportVersion\":2,\"vulnerabilities\":{}}'\n")
    with GitHub(clone.bare, OWNER, tokens) as github, Registry(tokens) as registry:
        yield Published(clone, github, registry)
