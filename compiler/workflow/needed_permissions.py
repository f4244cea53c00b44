"""What actions and commands need of the job's token, as far as it is known. The tables are edited by hand and loaded on first use.

`action_permissions.json` has the needs of actions: `when` has patterns for the values of inputs, which all have to match, `tokens` the
inputs that take another token, and `through` an action that has to run before it. What is `maybe` is a use of a permission, not a need of
it. `command_permissions.json` has the commands of `gh`, requests of its `api`, `methods` of Octokit, and commands that use the token
`through` what an action has left for them. With `or`, either scope will do.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, NamedTuple

from compiler.workflow.known_actions import action_name, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

LEVELS = ("none", "read", "write")
"""What a token may do with a scope, each including those before it."""
ID_TOKEN = "id-token"  # noqa: S105 - the name of a scope
_EXPRESSION = re.compile(r"\$\{\{.*?\}\}", re.DOTALL)
_JOB_TOKEN = re.compile(r"\b(secrets\.GITHUB_TOKEN|github\.token)\b", re.IGNORECASE)
_ELSEWHERE = re.compile(r"\b(env|inputs|matrix|needs|steps)\b|\b(secrets|github)\b(?![.\w-])", re.IGNORECASE)
"""Contexts whose values may have the token."""


class Need(NamedTuple):
    """One access to one scope."""

    scope: str
    access: str
    why: str
    """What the action does with it."""
    maybe: bool
    """Whether it may also do without."""
    instead: str = ""
    """A scope that will do as well; empty if there is none."""


def has_job_token(text: str) -> bool | None:
    """Whether a value is the token of the job, or may be it; None if that depends on values that are not known."""
    if "${{" not in text:
        return False
    if _JOB_TOKEN.search(text):
        return True
    return None if any(_ELSEWHERE.search(found) for found in _EXPRESSION.findall(text)) else False


def action_needs(uses: str, inputs: Mapping[str, str], before: Mapping[str, bool]) -> list[Need] | None:
    """What a step with an action needs; None if the action is not in the table.

    Args:
        uses: the action.
        inputs: the inputs that it is given, and the defaults that are known, as text, by name in lower case.
        before: the actions of earlier steps, and whether each certainly uses the job's token.
    """
    entry = table("action_permissions.json").get(action_name(uses))
    if entry is None:
        return None
    tokens = [has_job_token(inputs[name]) for name in entry.get("tokens", ()) if inputs.get(name)]
    needs = []
    for need in entry["needs"]:
        if need["scope"] != ID_TOKEN and False in tokens:
            continue  # it uses another token
        matches = [_matches(patterns, inputs.get(name.lower(), "")) for name, patterns in need.get("when", {}).items()]
        through = before.get(need["through"]) if "through" in need else True
        if False not in matches and through is not None:
            maybe = need.get("maybe", False) or None in matches or not through or (need["scope"] != ID_TOKEN and None in tokens)
            needs.append(Need(need["scope"], need["access"], need["why"], maybe, need.get("or", "")))
    return needs


def _matches(patterns: Iterable[str], text: str) -> bool | None:
    """Whether one of the patterns matches a text; None if an expression in it decides."""
    if any(fnmatchcase(text.lower(), pattern) for pattern in patterns):
        return True
    return None if _EXPRESSION.search(text) and list(patterns) != [""] else False


_METHOD_OF_OCTOKIT = re.compile(r"\bgithub\.rest\.(\w+\.\w+)\(")
_OTHER_OWNER = re.compile(r"\bowner:\s*['\"`]")


def script_needs(script: str) -> list[Need]:
    """What the `script` of `actions/github-script` needs, as far as its text shows that: it may do more."""
    methods = {} if _OTHER_OWNER.search(script) else table("command_permissions.json")["methods"]
    called = [name for name in dict.fromkeys(_METHOD_OF_OCTOKIT.findall(script)) if name in methods]
    needs = [(f"calls `github.rest.{name}`", need) for name in called for need in methods[name]["needs"]]
    return [Need(need["scope"], need["access"], why, maybe=False, instead=need.get("or", "")) for why, need in needs]


_COMMANDS = re.compile(r"\|\||&&|[;|&\n]")
_HARMLESS = frozenset({"", "cat", "cd", "cp", "echo", "exit", "export", "false", "jq", "ls", "mkdir", "mv", "printf", "rm", "test", "true"})
_METHOD = re.compile(r"(?:-X|--method)[ =]?([A-Z]+)")
_FIELD = re.compile(r"(?:^|\s)(?:-[fF]|--field|--raw-field|--input)\b")
_OWN_REPOSITORY = re.compile(r"\s(?:-R|--repo)[ =]?[\"']?\$\{?GITHUB_REPOSITORY\}?[\"']?(?=\s|$)")
_PATH = re.compile(r"(?:^|[\s\"'/])repos/(?:\{owner\}/\{repo\}|\$\{?GITHUB_REPOSITORY\}?)(?P<path>/[^\s\"'?]*)")


def command_needs(command: str) -> tuple[list[Need], bool]:
    """What a command needs of a token that it has, and whether that is all: a program that is not known may need anything."""
    needs: list[Need] = []
    known = True
    for part in _COMMANDS.split(command):
        words = part.split()
        found = list(_of_words(words, part))
        needs += found
        known = known and (bool(found) or not words or words[0] in _HARMLESS)
    return needs, known


def left_needs(command: str, before: Mapping[str, bool]) -> list[Need]:
    """What a command needs of the token that earlier actions have left for programs, as a checkout does for Git."""
    found = []
    for part in _COMMANDS.split(command):
        for entry in table("command_permissions.json")["through"]:
            certain = before.get(entry["action"])
            if certain is not None and re.fullmatch(entry["pattern"], part.strip()):
                why = f"runs `{' '.join(part.split()[:2])}` with the credentials that {entry['action']} stored"
                found += [Need(need["scope"], need["access"], why, not certain) for need in entry["needs"]]
    return found


def _of_words(words: list[str], text: str) -> Iterator[Need]:
    if words[:1] != ["gh"] or any(word.startswith(("-R", "--repo")) for word in _OWN_REPOSITORY.sub("", text).split()):
        return  # the token of the job has no permission for another repository
    entry = table("command_permissions.json")["commands"].get(" ".join(words[:3]))
    if entry is None and words[1:2] == ["api"]:
        entry = _of_request(text)
    for need in entry["needs"] if entry else ():
        why = f"runs `{' '.join(words[:3] if words[1] != 'api' else words[:2])}`"
        yield Need(need["scope"], need["access"], why, need.get("maybe", False), need.get("or", ""))


def _of_request(text: str) -> Any:
    """The entry of a request to the API for this repository."""
    path = _PATH.search(text)
    given = _METHOD.search(text)
    method = given[1] if given else "POST" if _FIELD.search(text) else "GET"
    requests = table("command_permissions.json")["api"] if path else ()
    return next((request for request in requests if method in request["methods"] and re.fullmatch(request["path"], path["path"])), None)  # type: ignore[index]
