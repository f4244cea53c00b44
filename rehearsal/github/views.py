"""The JSON of GitHub's REST API for a repository, a ref, a tag, a commit, a release and a workflow run.

It has all fields that GitHub's OpenAPI description requires. Repository and run only have those that clients read.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from rehearsal.github.runs import FOLDER

if TYPE_CHECKING:
    from rehearsal.github.releases import Release
    from rehearsal.github.repository import Commit, Ref, Repository, TagObject
    from rehearsal.github.runs import Run

_KINDS = {"commit": "commits", "tag": "tags", "tree": "trees", "blob": "blobs"}
_SIGNATURE = ("name", "email", "date")
_UNSIGNED = {"verified": False, "reason": "unsigned", "signature": None, "payload": None, "verified_at": None}
_OF_AN_ACCOUNT = {
    "followers": "followers",
    "organizations": "orgs",
    "repos": "repos",
    "subscriptions": "subscriptions",
    "received_events": "received_events",
    "events": "events{/privacy}",
    "following": "following{/other_user}",
    "gists": "gists{/gist_id}",
    "starred": "starred{/owner}{/repo}",
}


def _node(kind: str, key: object) -> str:
    """A node id of the GraphQL API, opaque to clients."""
    return base64.b64encode(f"{kind}:{key}".encode()).decode()


def account(base: str, web: str, login: str) -> dict[str, Any]:
    """An account: "Simple User" in GitHub's description."""
    kind = "Bot" if login.endswith("[bot]") else "Organization"
    url = f"{base.partition('/repos/')[0]}/users/{quote(login)}"
    shown = f"apps/{quote(login.removesuffix('[bot]'))}" if kind == "Bot" else quote(login)
    return {
        "login": login,
        "id": 41898282 if kind == "Bot" else 1,
        "node_id": _node(kind, login),
        "avatar_url": f"{web}/avatars/{quote(login)}",
        "gravatar_id": "",
        "url": url,
        "html_url": f"{web}/{shown}",
        **{f"{name}_url": f"{url}/{path}" for name, path in _OF_AN_ACCOUNT.items()},
        "type": kind,
        "site_admin": False,
    }


def repository(base: str, web: str, full_name: str, found: Repository) -> dict[str, Any]:
    """A repository: <https://docs.github.com/en/rest/repos/repos#get-a-repository>."""
    owner, name = full_name.split("/")
    return {
        "id": 1,
        "node_id": _node("Repository", full_name),
        "name": name,
        "full_name": full_name,
        "private": True,
        "owner": account(base, web, owner),
        "html_url": f"{web}/{full_name}",
        "url": base,
        "clone_url": f"{web}/{full_name}.git",
        "default_branch": found.default_branch,
    }


def ref(base: str, found: Ref) -> dict[str, Any]:
    """A ref: <https://docs.github.com/en/rest/git/refs#get-a-reference>."""
    named = {"sha": found.sha, "type": found.kind, "url": f"{base}/git/{_KINDS[found.kind]}/{found.sha}"}
    return {"ref": found.name, "node_id": _node("Ref", found.name), "url": f"{base}/git/{found.name}", "object": named}


def tag(base: str, found: TagObject) -> dict[str, Any]:
    """A tag object: <https://docs.github.com/en/rest/git/tags#get-a-tag>."""
    named = {"sha": found.object_sha, "type": found.object_kind, "url": f"{base}/git/{_KINDS[found.object_kind]}/{found.object_sha}"}
    return {
        "tag": found.tag,
        "sha": found.sha,
        "node_id": _node("Tag", found.sha),
        "url": f"{base}/git/tags/{found.sha}",
        "message": found.message,
        "tagger": dict(zip(_SIGNATURE, found.tagger, strict=True)),
        "object": named,
        "verification": dict(_UNSIGNED),
    }


def commit(base: str, web: str, full_name: str, found: Commit) -> dict[str, Any]:
    """A commit: <https://docs.github.com/en/rest/git/commits#get-a-commit-object>."""
    shown = f"{web}/{full_name}/commit"
    return {
        "sha": found.sha,
        "node_id": _node("Commit", found.sha),
        "url": f"{base}/git/commits/{found.sha}",
        "html_url": f"{shown}/{found.sha}",
        "author": dict(zip(_SIGNATURE, found.author, strict=True)),
        "committer": dict(zip(_SIGNATURE, found.committer, strict=True)),
        "message": found.message,
        "tree": {"sha": found.tree, "url": f"{base}/git/trees/{found.tree}"},
        "parents": [{"sha": parent, "url": f"{base}/git/commits/{parent}", "html_url": f"{shown}/{parent}"} for parent in found.parents],
        "verification": dict(_UNSIGNED),
    }


def release(base: str, web: str, full_name: str, found: Release) -> dict[str, Any]:
    """A release: <https://docs.github.com/en/rest/releases/releases#get-a-release>."""
    url = f"{base}/releases/{found.number}"
    tag = quote(found.tag_name)
    page = tag if not found.draft else f"untagged-{found.number:020x}"
    return {
        "id": found.number,
        "node_id": _node("Release", found.number),
        "url": url,
        "assets_url": f"{url}/assets",
        "upload_url": f"{url}/assets{{?name,label}}",
        "tarball_url": None if found.draft else f"{base}/tarball/{tag}",
        "zipball_url": None if found.draft else f"{base}/zipball/{tag}",
        "html_url": f"{web}/{full_name}/releases/tag/{page}",
        "tag_name": found.tag_name,
        "target_commitish": found.target_commitish,
        "name": found.name,
        "body": found.body,
        "draft": found.draft,
        "prerelease": found.prerelease,
        "immutable": False,
        "created_at": found.created_at,
        "published_at": found.published_at,
        "author": account(base, web, found.author),
        "assets": [],
    }


def run(base: str, web: str, full_name: str, found: Run) -> dict[str, Any]:
    """A workflow run: <https://docs.github.com/en/rest/actions/workflow-runs#get-a-workflow-run>."""
    url = f"{base}/actions/runs/{found.id}"
    return {
        "id": found.id,
        "node_id": _node("WorkflowRun", found.id),
        "name": found.name,
        "display_title": found.name,
        "path": f"{FOLDER}/{found.file}",
        "head_branch": found.head_branch,
        "head_sha": found.head_sha,
        "run_number": found.run_number,
        "run_attempt": 1,
        "event": found.event,
        "status": found.status,
        "conclusion": found.conclusion,
        "workflow_id": found.workflow_id,
        "url": url,
        **{f"{name}_url": f"{url}/{name}" for name in ("jobs", "logs", "cancel", "rerun", "artifacts")},
        "workflow_url": f"{base}/actions/workflows/{found.workflow_id}",
        "html_url": f"{web}/{full_name}/actions/runs/{found.id}",
        "created_at": found.created_at,
        "pull_requests": [],
        "run_started_at": found.created_at,
        "updated_at": found.created_at,
    }
