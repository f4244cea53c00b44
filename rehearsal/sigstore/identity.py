"""The identity of a run: the claims of its ID token, and the extensions of its signing certificate.

- claims: https://docs.github.com/en/actions/reference/security/oidc
- extensions: https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

TOKENS, FULCIO, TIMESTAMPS = "token.actions.githubusercontent.com", "fulcio.githubapp.com", "timestamp.githubapp.com"
"""The hosts of the issuer of ID tokens, of the certificate authority, and of the timestamp authority."""
ISSUER = f"https://{TOKENS}"
REPOSITORY_ID = OWNER_ID = "1"
"""The ids that the simulated API gives its repository and its owner."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The true identity of a run. `workflow` is the path of its file in the repository; `environment` is that of the runner."""

    repository: str
    workflow: str
    ref: str
    sha: str
    event: str = "push"
    run_id: int = 1
    run_attempt: int = 1
    environment: str = "github-hosted"
    visibility: str = "private"
    server: str = "https://github.com"
    reusable: str = ""
    """The workflow that defines the job, with its repository and ref, if it is not the run's own."""

    @property
    def workflow_ref(self) -> str:
        """The workflow of the run, with its repository and ref."""
        return f"{self.repository}/{self.workflow}@{self.ref}"

    @property
    def job_workflow_ref(self) -> str:
        """The workflow that defines the job."""
        return self.reusable or self.workflow_ref

    @property
    def signer(self) -> str:
        """The URI of the workflow that defines the job: the subject of the certificate."""
        return f"{self.server}/{self.job_workflow_ref}"

    @property
    def repository_uri(self) -> str:
        """The URI of the repository."""
        return f"{self.server}/{self.repository}"

    @property
    def invocation(self) -> str:
        """The URI of the attempt."""
        return f"{self.repository_uri}/actions/runs/{self.run_id}/attempts/{self.run_attempt}"

    def claims(self) -> dict[str, str]:
        """The claims of an ID token, without times and audience."""
        return {
            "iss": ISSUER,
            "sub": f"repo:{self.repository}:ref:{self.ref}",
            "ref": self.ref,
            "sha": self.sha,
            "repository": self.repository,
            "repository_id": REPOSITORY_ID,
            "repository_owner": self.repository.partition("/")[0],
            "repository_owner_id": OWNER_ID,
            "repository_visibility": self.visibility,
            "run_id": str(self.run_id),
            "run_attempt": str(self.run_attempt),
            "event_name": self.event,
            "workflow_ref": self.workflow_ref,
            "workflow_sha": self.sha,
            "job_workflow_ref": self.job_workflow_ref,
            "job_workflow_sha": self.sha,
            "runner_environment": self.environment,
        }

    def extensions(self) -> Mapping[int, str]:
        """The last number of each OID below 1.3.6.1.4.1.57264.1, and its value."""
        return {
            8: ISSUER,
            9: self.signer,
            10: self.sha,
            11: self.environment,
            12: self.repository_uri,
            13: self.sha,
            14: self.ref,
            15: REPOSITORY_ID,
            16: f"{self.server}/{self.repository.partition('/')[0]}",
            17: OWNER_ID,
            18: f"{self.server}/{self.workflow_ref}",
            19: self.sha,
            20: self.event,
            21: self.invocation,
            22: self.visibility,
        }
