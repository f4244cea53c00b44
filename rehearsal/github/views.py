"""How GitHub's REST API writes a repository, a ref, a tag, a commit, a release and a workflow run.

The fields that clients read; `node_id` and the `_url` templates are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from rehearsal.github.runs import FOLDER

if TYPE_CHECKING:
    from rehearsal.github.releases import Release
    from rehearsal.github.repository import Commit, Ref, Repository, TagObject
    from rehearsal.github.runs import Run


def repository(base: str, web: str, full_name: str, found: Repository) -> dict[str, Any]:
    """A repository: <https://docs.github.com/en/rest/repos/repos#get-a-repository>."""
    owner, name = full_name.split("/")
    return {
        "id": 1,
        "name": name,
        "full_name": full_name,
        "private": True,
        "owner": {"login": owner, "type": "Organization"},
        "html_url": f"{web}/{full_name}",
        "url": base,
        "clone_url": f"{web}/{full_name}.git",
        "default_branch": found.default_branch,
    }


def ref(base: str, found: Ref) -> dict[str, Any]:
    """A ref: <https://docs.github.com/en/rest/git/refs#get-a-reference>."""
    kinds = {"commit": "commits", "tag": "tags", "tree": "trees", "blob": "blobs"}
    named = {"sha": found.sha, "type": found.kind, "url": f"{base}/git/{kinds[found.kind]}/{found.sha}"}
    return {"ref": found.name, "url": f"{base}/git/{found.name}", "object": named}


def tag(base: str, found: TagObject) -> dict[str, Any]:
    """A tag object: <https://docs.github.com/en/rest/git/tags#get-a-tag>."""
    named = {"sha": found.object_sha, "type": found.object_kind}
    url = f"{base}/git/tags/{found.sha}"
    return {"tag": found.tag, "sha": found.sha, "url": url, "message": found.message, "object": named}


def commit(base: str, found: Commit) -> dict[str, Any]:
    """A commit: <https://docs.github.com/en/rest/git/commits#get-a-commit-object>."""
    return {
        "sha": found.sha,
        "url": f"{base}/git/commits/{found.sha}",
        "author": dict(zip(("name", "email", "date"), found.author, strict=True)),
        "committer": dict(zip(("name", "email", "date"), found.committer, strict=True)),
        "message": found.message,
        "tree": {"sha": found.tree, "url": f"{base}/git/trees/{found.tree}"},
        "parents": [{"sha": parent, "url": f"{base}/git/commits/{parent}"} for parent in found.parents],
        "verification": {"verified": False, "reason": "unsigned", "signature": None, "payload": None},
    }


def release(base: str, web: str, full_name: str, found: Release) -> dict[str, Any]:
    """A release: <https://docs.github.com/en/rest/releases/releases#get-a-release>."""
    url = f"{base}/releases/{found.number}"
    page = quote(found.tag_name) if not found.draft else f"untagged-{found.number:020x}"
    return {
        "id": found.number,
        "url": url,
        "assets_url": f"{url}/assets",
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
        "assets": [],
    }


def run(base: str, web: str, full_name: str, found: Run) -> dict[str, Any]:
    """A workflow run: <https://docs.github.com/en/rest/actions/workflow-runs#get-a-workflow-run>."""
    return {
        "id": found.id,
        "name": found.name,
        "path": f"{FOLDER}/{found.file}",
        "head_branch": found.head_branch,
        "head_sha": found.head_sha,
        "run_number": found.run_number,
        "run_attempt": 1,
        "event": found.event,
        "status": found.status,
        "conclusion": found.conclusion,
        "workflow_id": found.workflow_id,
        "url": f"{base}/actions/runs/{found.id}",
        "jobs_url": f"{base}/actions/runs/{found.id}/jobs",
        "workflow_url": f"{base}/actions/workflows/{found.workflow_id}",
        "html_url": f"{web}/{full_name}/actions/runs/{found.id}",
        "created_at": found.created_at,
        "run_started_at": found.created_at,
        "updated_at": found.created_at,
    }
