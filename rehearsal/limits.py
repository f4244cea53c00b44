"""The limits of GitHub and of the registry that a rehearsal simulates, each with its source, and those that it does not.

The report and rehearsal/README.md list them.
"""

from __future__ import annotations

from dataclasses import dataclass

_DOCS = "https://docs.github.com/en"


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit, the effect of exceeding it, and its source."""

    name: str
    effect: str
    source: str


SIMULATED = (
    Limit("releases in a listing: 1,000", "422 for every page beyond", "iree-org/iree#16506, mislav/hub#2920"),
    Limit("workflow runs in a search: 1,000", "further ones are not found", f"{_DOCS}/rest/actions/workflow-runs"),
    Limit("items on a page: 100", "a larger `per_page` counts as 100", f"{_DOCS}/rest/using-the-rest-api/using-pagination-in-the-rest-api"),
    Limit(
        "API requests in an hour: 1,000 for all jobs together, 5,000 for a user, 60 for anonymous requests",
        "403, with x-ratelimit-remaining: 0",
        f"{_DOCS}/rest/using-the-rest-api/rate-limits-for-the-rest-api",
    ),
    Limit("the text of a release: 125,000 characters", "422", "softprops/action-gh-release#374"),
    Limit("a tag whose name is a prefix of another tag's path, or the reverse", "422", "git-update-ref(1), svn-all-fast-export/svn2git#58"),
    Limit(
        "names of tags: valid in Git, not 40 hexadecimal digits, not beginning with refs/",
        "422",
        f"{_DOCS}/get-started/using-git/dealing-with-special-characters-in-branch-and-tag-names",
    ),
    Limit(
        "a skip instruction in the head commit",
        "a push starts no workflow, a dispatch does",
        f"{_DOCS}/actions/how-tos/manage-workflow-runs/skip-workflow-runs",
    ),
    Limit("pushes, tags and releases with a job's token", "they start no workflow", f"{_DOCS}/actions/concepts/security/github_token"),
    Limit("a workflow file: 500 KiB", "the file is rejected", f"{_DOCS}/actions/reference/limits"),
    Limit("jobs of a matrix: 256", "the file is rejected", f"{_DOCS}/actions/reference/limits"),
    Limit("an expression: 21,000 characters", "the file is rejected", "actions/runner, ExpressionConstants.cs"),
    Limit(
        "inputs of a dispatch: 25, with 65,535 characters",
        "the dispatch is rejected",
        f"{_DOCS}/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflow_dispatch",
    ),
    Limit("outputs of a job: 1 MiB in UTF-16", "the job fails", "google/osv-scanner-action#129, github/docs#36846"),
    Limit("the summary of a step: 1 MiB", "an error is shown in its place", "actions/runner, Constants.cs"),
    Limit("annotations: 10 per level and step, 50 per job", "further ones are not shown", "actions/toolkit, docs/problem-matchers.md"),
    Limit(
        "runs or jobs that wait in a concurrency group: 100 with `queue: max`, otherwise one",
        "with `queue: max` further ones are cancelled, otherwise the one that waits",
        f"{_DOCS}/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency",
    ),
    Limit("tags on a page of the registry: 100, or n", "a Link to the next page", "smg-project/smg#2348"),
    Limit("a manifest: 4 MiB", "413", "opencontainers/distribution-spec, spec.md"),
    Limit("subjects of an attestation: 1,024", "the action fails", "actions/attest, src/subject.ts"),
    Limit("attestations that gh reads: 30, or --limit", "gh verifies only the newest", "cli/cli, pkg/cmd/attestation"),
)
NOT_SIMULATED = (
    "secondary rate limits, except as a fault",
    "the limit of 50 MB for the outputs of all jobs of a run",
    "limits on names in a git push",
    "at most 50 re-runs, within 30 days",
    "the limit of 35 days for a run, and the retention of artifacts, logs and caches",
    "concurrent jobs, minutes and storage of an account",
    "GHCR's limit on n and its order of tags, which are undocumented",
    "GHCR's limits on the size of a layer and the duration of an upload",
    "Sigstore's public-good instance: its transparency log, signed certificate timestamps (SCT) and TUF repository",
)
