"""The limits of GitHub and of the registry that a rehearsal has, each with its source, and those that it has not.

The page of a report and the README show them.
"""

from __future__ import annotations

from dataclasses import dataclass

_DOCS = "https://docs.github.com/en"


@dataclass(frozen=True, slots=True)
class Limit:
    """What is limited, what happens beyond, and who says so."""

    what: str
    happens: str
    source: str


MODELLED = (
    Limit("releases in a listing: 1,000", "422 for every page beyond", "iree-org/iree#16506, mislav/hub#2920"),
    Limit("workflow runs in a search: 1,000", "the others are not found", f"{_DOCS}/rest/actions/workflow-runs"),
    Limit("items on a page: 100", "100", f"{_DOCS}/rest/using-the-rest-api/using-pagination-in-the-rest-api"),
    Limit(
        "API requests in an hour: 1,000 of all jobs together, 5,000 of a person, 60 of nobody",
        "403, with x-ratelimit-remaining: 0",
        f"{_DOCS}/rest/using-the-rest-api/rate-limits-for-the-rest-api",
    ),
    Limit("the text of a release: 125,000 characters", "422", "softprops/action-gh-release#374"),
    Limit("a tag below a tag, or above one", "422", "git-update-ref(1), svn-all-fast-export/svn2git#58"),
    Limit(
        "names of tags: what Git takes, no 40 hexadecimal digits, no refs/ before them",
        "422",
        f"{_DOCS}/get-started/using-git/dealing-with-special-characters-in-branch-and-tag-names",
    ),
    Limit(
        "a skip instruction in the head commit",
        "a push starts nothing, a dispatch does",
        f"{_DOCS}/actions/how-tos/manage-workflow-runs/skip-workflow-runs",
    ),
    Limit("pushes, tags and releases with a job's token", "they start nothing", f"{_DOCS}/actions/concepts/security/github_token"),
    Limit("a workflow file: 500 KiB", "the file is refused", f"{_DOCS}/actions/reference/limits"),
    Limit("jobs of a matrix: 256", "the file is refused", f"{_DOCS}/actions/reference/limits"),
    Limit("an expression: 21,000 characters", "the file is refused", "actions/runner, ExpressionConstants.cs"),
    Limit(
        "inputs of a dispatch: 25, with 65,535 characters",
        "the dispatch is refused",
        f"{_DOCS}/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflow_dispatch",
    ),
    Limit("outputs of a job: 1 MiB in UTF-16", "the job fails", "google/osv-scanner-action#129, github/docs#36846"),
    Limit("the summary of a step: 1 MiB", "nothing of it is shown, and an error", "actions/runner, Constants.cs"),
    Limit("annotations: 10 of a kind and step, 50 of a job", "the others are not shown", "actions/toolkit, docs/problem-matchers.md"),
    Limit(
        "waiting in a group: 100 with queue: max, else one",
        "cancelled",
        f"{_DOCS}/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency",
    ),
    Limit("tags on a page of the registry: 100, or n", "a Link to the next page", "smg-project/smg#2348"),
    Limit("a manifest: 4 MiB", "413", "opencontainers/distribution-spec, spec.md"),
)
NOT_MODELLED = (
    "secondary rate limits, but as a fault",
    "the 50 MB that the outputs of all jobs of a run may have together",
    "limits on inputs and names when they come by git push",
    "re-runs: 50, and none after 30 days",
    "35 days of a run, and the days that artefacts, logs and caches are kept",
    "jobs at the same time, minutes and storage of an account",
    "GHCR's limit on n and its order of tags, which nobody documents",
    "GHCR's limits on the size of a layer and on the time of an upload",
)
