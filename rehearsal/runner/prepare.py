"""From a generated workflow file to one that the runner accepts and that leads to the rehearsal.

Two things are done, and a test holds that nothing else differs:

`stripped` takes away the keys `queue` and `cache-mode`, which act does not know yet:
https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#concurrency . Both say how runs
share GitHub's machines and caches; a rehearsal has neither.

`with_job_tokens` gives each job a token of its own with the job's `permissions:`, as GitHub does
(https://docs.github.com/en/actions/concepts/security/github_token); act knows one token for all.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML

from rehearsal.tokens import Access, Grant

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

STRIPPED = ("queue", "cache-mode")
_TOKEN = re.compile(r"\b(secrets\.GITHUB_TOKEN|github\.token)\b")


def load(text: str) -> Any:
    """A workflow file as a tree that keeps comments and quotes."""
    return _yaml().load(text)


def edited(text: str, change: Callable[[Any], None]) -> str:
    """The file after a change to its tree. What stands before a `---` line is none of ruamel's business."""
    head = re.match(r"(?:#.*\n|\s*\n)*---\n", text)
    front = head[0] if head else ""
    tree = load(text[len(front) :])
    change(tree)
    stream = io.StringIO()
    _yaml().dump(tree, stream)
    return front + stream.getvalue()


def _yaml() -> YAML:
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 1_000_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def stripped(text: str) -> str:
    """The workflow without `concurrency.queue` and `cache-mode`, on top and in its jobs."""
    return edited(text, _strip)


def _strip(tree: Any) -> None:
    for place in (tree, *tree.get("jobs", {}).values()):
        place.pop("cache-mode", None)
        if isinstance(place.get("concurrency"), dict):
            place["concurrency"].pop("queue", None)


def with_job_tokens(text: str) -> str:
    """The workflow with `secrets.GITHUB_TOKEN` replaced, job by job, by the secret `secret_name(job)`.

    Where an action's default is that token (checkout), the input is given in full.
    """
    return edited(text, _give_tokens)


def _give_tokens(tree: Any) -> None:
    for job_id, job in tree["jobs"].items():
        name = f"secrets.{secret_name(job_id)}"
        for key in list(job):
            job[key] = _replaced(job[key], name)
        for step in job.get("steps", []):
            if str(step.get("uses", "")).startswith("actions/checkout@"):
                step.setdefault("with", {}).setdefault("token", f"${{{{ {name} }}}}")


def _replaced(value: Any, name: str) -> Any:
    """In place, so that comments stay; only scalars are made anew, and only those that name the token."""
    if isinstance(value, dict):
        for key in list(value):
            value[key] = _replaced(value[key], name)
    elif isinstance(value, list):
        for place, item in enumerate(value):
            value[place] = _replaced(item, name)
    elif isinstance(value, str) and _TOKEN.search(value):
        return _TOKEN.sub(name, value)
    return value


def secret_name(job_id: str) -> str:
    """The secret that holds a job's own token."""
    return "JOB_TOKEN_" + re.sub(r"[^A-Z0-9]", "_", job_id.upper())


def grants(text: str) -> dict[str, Grant]:
    """Per job what its token may do: the job's `permissions:`, else the workflow's."""
    tree = load(text)
    return {job_id: grant(job.get("permissions", tree.get("permissions"))) for job_id, job in tree["jobs"].items()}


def grant(permissions: Mapping[str, str] | str | None) -> Grant:
    """`permissions:` as a grant. GitHub's default, where nothing is said, is taken to be the restricted one."""
    if permissions == "write-all":
        return Grant(contents="write", packages="write", actions="write")
    if permissions == "read-all":
        return Grant(contents="read", packages="read", actions="read")
    if permissions is None or isinstance(permissions, str):
        return Grant(contents="read", packages="read")
    contents, packages, actions = (_access(permissions, scope) for scope in ("contents", "packages", "actions"))
    return Grant(contents=contents, packages=packages, actions=actions)


def _access(permissions: Mapping[str, str], scope: str) -> Access:
    value = permissions.get(scope, "none")
    if value in ("none", "read", "write"):
        return value  # type: ignore[return-value]
    raise ValueError(f"permissions: {scope} is {value!r}; expected none, read or write")


def uses(text: str) -> dict[str, set[str]]:
    """Every `uses:` of the file that names another repository, with the inputs it is given."""
    found: dict[str, set[str]] = {}
    for job in load(text).get("jobs", {}).values():
        for step in job.get("steps", []):
            name = str(step.get("uses", ""))
            if name and not name.startswith(("./", "$/", "docker://")):
                found.setdefault(name, set()).update(step.get("with", {}))
    return found
