"""Validate a ref to create: <https://docs.github.com/en/rest/git/refs#create-a-reference>.

The messages for names that begin with refs/ or look like a commit are those of GitHub's API and push rules
(marvinpinto/action-automatic-releases#6, https://docs.github.com/en/get-started/using-git/dealing-with-special-characters-in-branch-and-tag-names).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from rehearsal.github.repository import SHA
from rehearsal.github.responses import not_a_string, not_supplied

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rehearsal.github.repository import Repository


def find_problem(body: Mapping[str, Any], repository: Repository) -> str:
    """The message for a ref that cannot be created; "" if the request is valid."""
    for field in ("ref", "sha"):
        if field not in body:
            return not_supplied(field)
        if not isinstance(body[field], str):
            return not_a_string(field, body[field])
    return _check_name(body["ref"], repository) or _check_object(body["sha"], repository)


def _check_name(name: str, repository: Repository) -> str:
    if not name.startswith("refs/"):
        return "Reference name must start with 'refs/'."
    if not re.match("refs/.*/", name):
        return "Reference name must contain at least three slash-separated components."
    if not repository.valid(name):
        return f"{name} is not a valid ref name."
    return forbidden(re.sub("^refs/(heads|tags)/", "", name))


def forbidden(name: str) -> str:
    """The message for a name that is valid in Git but not on GitHub; "" if it is valid on both."""
    if name.startswith("refs/"):
        return "Sorry, branch or tag names starting with 'refs/' are not allowed."
    return "Sorry, branch or tag names consisting of 40 hex characters are not allowed." if SHA.fullmatch(name) else ""


def _check_object(sha: str, repository: Repository) -> str:
    return "" if SHA.fullmatch(sha) and repository.kind(sha) else "Object does not exist"
