"""The GitHub emulator emulate (npm: `emulate`), with the state that the requests expect."""

from __future__ import annotations

import json
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.conformance.github_requests import GRANTS, Side
from tests.rehearsal.http_client import OWNER, send
from tests.tools import NODE, node_package

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rehearsal.tokens import Grant

PACKAGE = "node_modules/emulate/package.json"
_ACCOUNT, _NAME = OWNER.split("/")
_MOST = {"contents": "write", "actions": "read", "metadata": "read"}
_APP = {
    "app_id": 7,
    "slug": "github-actions",
    "name": "Actions",
    "permissions": _MOST,
    "installations": [{"installation_id": 8, "account": _ACCOUNT}],
}
_SEED = {
    "tokens": {},
    "github": {
        "users": [{"login": "somebody-else"}],
        "orgs": [{"login": _ACCOUNT}],
        "repos": [{"owner": _ACCOUNT, "name": _NAME, "private": True, "default_branch": "develop"}],
        "apps": [_APP],
    },
}


def _rights(grant: Grant) -> dict[str, str]:
    """A grant in the format of GitHub Apps, which omits "none"."""
    named = {"contents": grant.contents, "actions": grant.actions, "metadata": "read"}
    return {name: access for name, access in named.items() if access != "none"}


@contextmanager
def their_side(commit: Mapping[str, object], tag: Mapping[str, object]) -> Iterator[Side]:
    """The server, with the same second commit and annotated tag as the simulated GitHub."""
    node_package(PACKAGE)
    node, script = node_package("emulate.mjs")
    tokens = {name: _rights(grant) for name, grant in GRANTS.items()}
    setting = {"seed": _SEED, "app": 7, "installation": 8, "tokens": tokens}
    command = [node, script, json.dumps(setting)]
    with subprocess.Popen(command, cwd=NODE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield _prepare(process, commit, tag)
        finally:
            process.kill()


def _prepare(process: subprocess.Popen[str], commit: Mapping[str, object], tag: Mapping[str, object]) -> Side:
    assert process.stdout is not None
    ready = json.loads(process.stdout.readline())
    api = f"http://127.0.0.1:{ready['port']}"
    base, token = f"{api}/repos/{OWNER}", ready["tokens"]["writer"]
    parent = send("GET", f"{base}/git/ref/heads/develop", token=token).value["object"]["sha"]
    entry = {"path": "README.md", "mode": "100644", "type": "blob", "content": "two\n"}
    tree = send("POST", f"{base}/git/trees", {"tree": [entry]}, token=token).value["sha"]
    head = send("POST", f"{base}/git/commits", {**commit, "tree": tree, "parents": [parent]}, token=token).value["sha"]
    send("PATCH", f"{base}/git/refs/heads/develop", {"sha": head}, token=token)
    made = send("POST", f"{base}/git/tags", {**tag, "object": head, "type": "commit"}, token=token).value["sha"]
    send("POST", f"{base}/git/refs", {"ref": "refs/tags/annotated", "sha": made}, token=token)
    names = {"head": head, "parent": parent, "annotated": made}
    # It sorts releases only by their time, in milliseconds: a pause after each request gives every release a time of its own.
    return Side(api, {**ready["tokens"], "unknown": "ghs_unknown"}, names, pause=0.002)
