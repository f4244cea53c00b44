"""Workflow runs: <https://docs.github.com/en/rest/actions/workflow-runs>."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from rehearsal.github import views
from rehearsal.github.responses import DOCS, MAX_RESULTS, error, page
from rehearsal.github.routes.route import Route
from rehearsal.http.server import Response

if TYPE_CHECKING:
    from rehearsal.github.routes.route import Call

_RUNS = f"{DOCS}/actions/workflow-runs#list-workflow-runs-for-a-workflow"


def list_runs(call: Call, workflow: str) -> Response:
    """The runs of a workflow, by its file or id."""
    request, github = call.request, call.github
    wanted = {name: request.first(name) for name in ("head_sha", "branch", "event", "status") if request.first(name)}
    found = github.runs.of(workflow, wanted)
    if found is None:
        return error(404, "Not Found", _RUNS)
    found = found[:MAX_RESULTS] if wanted else found  # "up to 1,000 results for each search when using" these
    shown, headers = page(request, f"{call.base}/actions/workflows/{quote(workflow)}/runs", found, wanted)
    shown_runs = [views.run(call.base, github.url, github.full_name, run) for run in shown]
    return Response.json(200, {"total_count": len(found), "workflow_runs": shown_runs}, *headers)


def get_run(call: Call, number: str) -> Response:
    """One run."""
    found = call.github.runs.by_id(int(number))
    if found is None:
        return error(404, "Not Found", _RUNS)
    return Response.json(200, views.run(call.base, call.github.url, call.github.full_name, found))


ROUTES = (
    Route("GET", r"actions/workflows/([^/]+)/runs", "actions", "read", list_runs),
    Route("GET", r"actions/runs/(\d+)", "actions", "read", get_run),
)
