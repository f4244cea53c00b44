"""A clone whose remote is on the simulated GitHub, and a registry with what Publish (staging) published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rehearsal.application import Application
from rehearsal.github import GitHub
from rehearsal.registry import Registry
from rehearsal.tokens import Grant, Tokens
from tests.scripts.attested import Attested, Origin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.operator_scripts.repositories import Clone, CommandResult

OWNER = "Podverse/Metaboost"
TOKEN = "ghp_a-person"  # noqa: S105  it opens a server of the test
WORKFLOW = "publish-staging.yml"
GRANT = Grant(contents="read", packages="read", actions="read", attestations="read")
# The gh of the steps, with a version. It records its arguments, and this script records its environment.
_GH = """#!/bin/sh
export RECORDS='{records}'
case "$1 $2" in
  '--version ')
    cat "/proc/$$/environ" >"$RECORDS/environment-of-version"
    echo 'gh version {version} (2026-09-30)'
    exit
    ;;
  'attestation verify') cat "/proc/$$/environ" >"$RECORDS/environment" ;;
esac
exec "$RECORDS/program" "$@"
"""


@dataclass
class Published:
    """The clone, and the two servers that its scripts request."""

    clone: Clone
    github: GitHub
    registry: Registry
    attested: Attested

    def __post_init__(self) -> None:
        self.install_gh()

    def install_gh(self, version: str = "2.102.0") -> None:
        """Put the gh of the steps on PATH, as an operator has it."""
        self.clone.shim("gh", _GH.format(records=self.attested.folder, version=version))
        program = self.attested.folder / "program"
        program.write_text(self.attested.gh, "utf-8")
        program.chmod(0o755)

    def environment_of_gh(self, record: str = "environment") -> dict[str, str]:
        """The environment in which gh verified an image; "environment-of-version" is that in which it was asked for its version."""
        words = (self.attested.folder / record).read_text("utf-8").split("\0")
        return dict(word.split("=", 1) for word in words if "=" in word)

    def run(self, name: str, *arguments: str, **environment: str) -> CommandResult:
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
        return Application(self.clone.bare, self.clone.folder).head(branch)

    def push(self, *branches: str) -> str:
        """Put the checked-out commit on these branches of the remote."""
        return self.clone.push(*branches)

    def stage(self, version: str, commit: str, *, without: str = "") -> None:
        """Put there what a successful run leaves: the Git tag, all images, and their attestations."""
        self.clone.send({f"refs/tags/{version}": commit})
        for image in self.clone.images:
            if image != without:
                digest = self.registry.seed(f"{OWNER.lower()}/{image}", version, revision=commit)
                self.attested.add(digest, self.origin(image, commit))

    def name(self, image: str) -> str:
        """The full name of the image, as attestations have it."""
        return f"{self.registry.address}/{OWNER.lower()}/{image}"

    def origin(self, image: str, commit: str) -> Origin:
        """The origin that Publish (staging) attests."""
        return Origin(commit=commit, subject=self.name(image))

    def ran(self, commit: str, status: str = "completed", conclusion: str | None = "success", event: str = "push") -> int:
        """A run of Publish (staging), as GitHub lists it."""
        return self.github.runs.add(file=WORKFLOW, sha=commit, branch="staging", event=event, status=status, conclusion=conclusion).id


def published(clone: Clone) -> Iterator[Published]:
    """The servers, while a test runs."""
    tokens = Tokens()
    tokens.add(TOKEN, GRANT)
    clone.shim("npm", "#!/bin/sh\nprintf '%s\\n' '{\"auditReportVersion\":2,\"vulnerabilities\":{}}'\n")
    with GitHub(clone.bare, OWNER, tokens) as github, Registry(tokens) as registry:
        yield Published(clone, github, registry, Attested(clone.root / "attested", github.attestations))
