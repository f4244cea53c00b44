"""The simulated GitHub against GitHub's OpenAPI description: every response fits the schema of its route and status."""

from __future__ import annotations

import copy
import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]  # its types are a package of their own

from rehearsal.github.routes import ROUTES
from tests.conformance.github_requests import CHAPTERS, PlannedRequest, Side, our_side
from tests.rehearsal.attestations import unsigned

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rehearsal.application import Application
    from tests.applications import Prepared
    from tests.rehearsal.http_client import Reply

DESCRIPTION = Path(__file__).with_name("openapi") / "github.json"
TOLD = {"id", "node_id", "name", "full_name", "private", "owner", "html_url", "url", "clone_url", "default_branch"}
OF_A_RUN = {"check_suite_url", "head_commit", "head_repository", "repository"}
LESS = {
    "full-repository": (
        "all but",
        TOLD,
        "sixty addresses, counts and settings; the release pipelines ask where the repository is and for its branch",
    ),
    "workflow-run": ("these", OF_A_RUN, "what it ran on at length; the release pipelines ask for a run's commit, state and address"),
}
"""Required fields that the responses omit, with the reason."""
MORE = {
    ("validation-error", "status"): "every error of GitHub has it in its body (tests/rehearsal); the description has it in `basic-error`"
}
"""Fields that the description lacks, with the reason."""
ERRORS = {400: "basic-error", 401: "basic-error", 403: "basic-error", 404: "basic-error", 422: "validation-error"}
"""The schema of an error that the route does not describe, which is the case for most."""
RUNS = (
    PlannedRequest("", path="/actions/workflows/ci.yml/runs", who="watcher"),
    PlannedRequest("", path="/actions/workflows/ci.yml/runs?status=in_progress", who="watcher"),
    PlannedRequest("", path="/actions/workflows/ci.yml/runs?per_page=1&page=2", who="watcher"),
    PlannedRequest("", path="/actions/runs/30001", who="watcher"),
)
BUNDLE = unsigned({"api": f"sha256:{'1' * 64}"})
ATTESTATIONS = (
    PlannedRequest("", "POST", "/attestations", {"bundle": BUNDLE}, "attester"),
    PlannedRequest("", "POST", "/attestations", {"bundle": BUNDLE}, "attester"),
    PlannedRequest("", "POST", "/attestations", {"bundle": {}}, "attester"),
    PlannedRequest("", "POST", "/attestations", {}, "attester"),
    PlannedRequest("", "POST", "/attestations", b"{", "attester"),
    PlannedRequest("", "POST", "/attestations", {"bundle": BUNDLE}, "nobody"),
    PlannedRequest("", path=f"/attestations/sha256:{'1' * 64}", who="attester"),
    PlannedRequest("", path=f"/attestations/sha256:{'1' * 64}?per_page=1&predicate_type=provenance", who="attester"),
    PlannedRequest("", path=f"/attestations/sha256:{'2' * 64}", who="attester"),
    PlannedRequest("", path=f"/attestations/sha256:{'1' * 64}", who="nobody"),
)
FORMATS = FormatChecker(())
FORMATS.checks("date-time")(lambda value: value is None or bool(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", value)))
FORMATS.checks("uri")(lambda value: value is None or bool(re.fullmatch(r"https?://[^/\s]+(/\S*)?", value)))


@cache
def description() -> dict[str, Any]:
    """GitHub's description as current JSON Schema, without additional properties."""
    found: dict[str, Any] = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
    schemas = found["components"]["schemas"]
    for schema, name in MORE:
        schemas[schema]["properties"][name] = {"type": "string"}
    for schema, (which, names, _) in LESS.items():
        required = set(schemas[schema]["required"])
        schemas[schema]["required"] = sorted(required & names if which == "all but" else required - names)
    made: dict[str, Any] = _of_today(found)
    return made


def _of_today(value: Any) -> Any:
    """Convert `nullable` of OpenAPI 3.0 to the type "null" of JSON Schema."""
    if isinstance(value, list):
        return [_of_today(item) for item in value]
    if not isinstance(value, dict):
        return value
    made = {key: _of_today(item) for key, item in value.items()}
    if made.get("nullable") is True:
        made["type"] = [made["type"], "null"]
    if isinstance(made.get("properties"), dict) and made.get("type") in ("object", ["object", "null"]):
        made.setdefault("additionalProperties", False)
    return made


def route_of(path: str) -> str:
    """The route of a path within the repository. Literal segments precede placeholders."""
    plain = path.partition("?")[0]
    for route in sorted(description()["paths"], key=lambda route: route.count("{")):
        pattern = re.sub(r"\\{(\w+)\\}", lambda name: ".*" if name[1] == "ref" else "[^/]+", re.escape(route))
        if re.fullmatch(pattern, plain):
            return str(route)
    return ""


def schema_of(method: str, route: str, status: int) -> dict[str, Any]:
    """The schema of a response."""
    responses = description()["paths"][route].get(method.lower(), {})
    response = responses.get(str(status), {})
    if "$ref" in response:
        response = description()["components"]["responses"][response["$ref"].rpartition("/")[2]]
    content = response.get("content", {})
    if content:
        schema: dict[str, Any] = content["application/json"]["schema"]
        return schema
    return {"$ref": f"#/components/schemas/{ERRORS[status]}"}


def schema_violations(method: str, route: str, status: int, value: Any) -> list[str]:
    """The schema violations, each with its path."""
    schema = {**schema_of(method, route, status), "components": description()["components"]}
    errors = Draft202012Validator(schema, format_checker=FORMATS).iter_errors(value)
    return [f"{method} {route} {status} {error.json_path}: {error.message}" for error in errors]


def send_all(side: Side, requests: Iterable[PlannedRequest]) -> list[tuple[PlannedRequest, str, Reply]]:
    """Send every request. Returns each with its route and response."""
    return [(planned, "" if planned.path.startswith("//") else route_of(planned.path), side.make(planned)) for planned in requests]


def test_every_route_is_in_the_openapi_description() -> None:
    described = [
        (method.upper(), re.sub(r"\{\w+\}", "1", route[1:])) for route, methods in description()["paths"].items() for method in methods
    ]
    played = [
        (route, [path for method, path in described if method == route.method and re.fullmatch(route.pattern, path)]) for route in ROUTES
    ]
    assert all(paths for _, paths in played), "played, and not described"
    assert len(described) == len(played)


def test_every_response_fits_the_openapi_description(tmp_path: Path, metaboost: Prepared) -> None:
    wrong, seen = [], set()
    for number, chapter in enumerate(CHAPTERS.values()):
        with our_side(metaboost.application.copy(tmp_path / str(number))) as (github, side):
            github.runs.add(file="ci.yml", sha=side.names["head"], branch="develop")
            github.runs.add(file="ci.yml", sha=side.names["head"], branch="develop", status="in_progress", conclusion=None)
            for planned, route, reply in send_all(side, (*chapter, *RUNS, *ATTESTATIONS)):
                wrong += schema_violations(planned.method, route, reply.status, reply.value)
                seen.add((planned.method.lower(), route, str(reply.status)))
    assert wrong == []
    described = {
        (method, route, status)
        for route, methods in description()["paths"].items()
        for method, responses in methods.items()
        for status in responses
        if status in {"200", "201", "422"}
    }
    assert described <= seen, "a kind of response that no request brought about"


def test_the_listed_omissions_are_real(application: Application) -> None:
    with our_side(application) as (github, side):
        github.runs.add(file="ci.yml", sha=side.names["head"], branch="develop")
        run = side.make(RUNS[-1]).value
        repository = side.make(PlannedRequest("")).value
    assert set(repository) == TOLD
    assert not OF_A_RUN & set(run)


def test_an_exceeded_rate_limit_has_the_format_of_an_error(application: Application) -> None:
    with our_side(application) as (github, side):
        github.rates.jobs = 0
        reply = side.make(PlannedRequest(""))
    assert reply.status == 403
    assert schema_violations("GET", "", 403, reply.value) == []


CHANGES: dict[str, tuple[str, Any, str]] = {
    "another type": ("draft", "false", "$.draft"),
    "a number as text": ("id", "1001", "$.id"),
    "null where none may be": ("tag_name", None, "$.tag_name"),
    "no date": ("created_at", "yesterday", "$.created_at"),
    "no address": ("html_url", "releases/1", "$.html_url"),
    "a field that GitHub does not have": ("tagname", "1.0.0", "$"),
    "a field is missing": ("name", ..., "$"),
    "another type deeper down": ("author", {"login": 1}, "$.author.login"),
}


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory, metaboost: Prepared) -> Any:
    """The response to a new release, which is valid."""
    with our_side(metaboost.application.copy(tmp_path_factory.mktemp("release") / "application")) as (_, side):
        made = side.make(PlannedRequest("", "POST", "/releases", {"tag_name": "1.0.0"})).value
    assert schema_violations("POST", "/releases", 201, made) == []
    return made


@pytest.mark.parametrize("change", CHANGES)
def test_a_wrong_response_is_detected(change: str, release: Any) -> None:
    field, value, place = CHANGES[change]
    changed = copy.deepcopy(release)
    if value is ...:
        del changed[field]
    else:
        changed[field] = {**changed[field], **value} if isinstance(value, dict) else value
    (output,) = schema_violations("POST", "/releases", 201, changed)
    assert output.startswith(f"POST /releases 201 {place}: ")
    (listed,) = schema_violations("GET", "/releases", 200, [release, changed])
    assert listed.startswith(f"GET /releases 200 $[1]{place[1:]}: ")


def test_a_wrong_error_is_detected() -> None:
    assert schema_violations("GET", "", 404, {"message": "Not Found", "documentation_url": "x", "status": 404}) != []
    assert schema_violations("POST", "/git/refs", 422, {"message": "Reference already exists"}) != []
