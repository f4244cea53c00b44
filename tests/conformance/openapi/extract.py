"""Extract from GitHub's OpenAPI description what the simulated GitHub implements.

npm pack @octokit/openapi
tar xzf octokit-openapi-*.tgz package/package.json package/generated/api.github.com.json
python tests/conformance/openapi/extract.py package > tests/conformance/openapi/github.json
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

REPOSITORY = "/repos/{owner}/{repo}"
ROUTES = {
    "": ("get",),
    "/git/refs": ("post",),
    "/git/ref/{ref}": ("get",),
    "/git/matching-refs/{ref}": ("get",),
    "/git/tags/{tag_sha}": ("get",),
    "/git/commits/{commit_sha}": ("get",),
    "/releases": ("get", "post"),
    "/releases/latest": ("get",),
    "/releases/tags/{tag}": ("get",),
    "/releases/{release_id}": ("get", "patch"),
    "/actions/workflows/{workflow_id}/runs": ("get",),
    "/actions/runs/{run_id}": ("get",),
    "/attestations": ("post",),
    "/attestations/{subject_digest}": ("get",),
}
WORDS = {"description", "example", "examples", "title", "externalDocs", "x-github", "x-octokit", "default", "deprecated"}
"""Keys that matter to readers and not to validators."""
STATUSES = {"200", "201", "401", "403", "404", "422"}


def extract(whole: dict[str, Any], package: dict[str, Any]) -> dict[str, Any]:
    """The routes, with every component that they use."""
    paths = {route: {method: _responses(whole, route, method) for method in methods} for route, methods in ROUTES.items()}
    kept: dict[str, dict[str, Any]] = {}
    waiting = list(_references(paths))
    while waiting:
        _, _, kind, name = waiting.pop().split("/")
        if name not in kept.setdefault(kind, {}):
            kept[kind][name] = _bare(whole["components"][kind][name])
            waiting += _references(kept[kind][name])
    source = {
        "package": f"{package['name']} {package['version']}",
        "of": "https://github.com/github/rest-api-description",
        "license": package["license"],
    }
    components = {kind: dict(sorted(named.items())) for kind, named in sorted(kept.items())}
    return {"x-source": source, "openapi": whole["openapi"], "paths": paths, "components": components}


def _responses(whole: dict[str, Any], route: str, method: str) -> dict[str, Any]:
    responses = whole["paths"][REPOSITORY + route][method]["responses"]
    return {status: _bare(response) for status, response in responses.items() if status in STATUSES}


def _bare(value: Any, *, names: bool = False) -> Any:
    """A value without descriptions. Under `properties`, the keys are field names."""
    if isinstance(value, list):
        return [_bare(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: _bare(item, names=not names and key == "properties") for key, item in value.items() if names or key not in WORDS}


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for item in value.values():
            yield from _references(item)
    elif isinstance(value, list):
        for item in value:
            yield from _references(item)


def main() -> None:
    """Read the folder of the unpacked package, and write the extract."""
    folder = Path(sys.argv[1])
    package = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    whole = json.loads((folder / "generated/api.github.com.json").read_text(encoding="utf-8"))
    json.dump(extract(whole, package), sys.stdout, separators=(",", ":"), ensure_ascii=False)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
