"""GitHub's REST API and Git over HTTP for one repository, to the extent that release pipelines use them.

    tokens = Tokens()
    tokens.add("ghs_job", Grant(contents="write"))
    with GitHub(Path("application.git"), "Owner/Application", tokens) as github:
        environment = github.environment()      # GITHUB_API_URL, GITHUB_SERVER_URL, GITHUB_REPOSITORY
        github.faults.add(Fault("/git/refs$", method="POST", status=502, took_effect=True))
        github.releases.all(drafts=True)        # the state, for assertions
        github.runs.add(file="ci.yml", sha=sha, branch="staging")
        github.log                              # every request: method, target, status

The bare Git repository holds all refs, tags and commits. On a loopback port the API is at `<url>/api/v3`, as on GitHub
Enterprise Server; with `endpoints` it is at https://api.github.com, and Git at https://github.com/<owner>/<repository>.git.
`files` are further downloads by path; with `third_parties` they are behind a redirect.

Rules and their sources:
- statuses, parameters, bodies: https://docs.github.com/en/rest/git/refs, /git/tags, /git/commits,
  /releases/releases, /actions/workflow-runs
- limits of names and requests, and pushes that start no workflow: `names`, `rates`, `skips`
- pages: https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api
- errors: https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api
- `X-Accepted-GitHub-Permissions`: .../rest/authentication/permissions-required-for-github-apps
- a ref whose workflow files are on no branch needs `workflows: write`: an undocumented push rule, which
  shows as a bare 403 (vercel/next.js#94596, mkb79/Audible#881).
"""

# ruff: noqa: ARG002  all route handlers take the same arguments

from __future__ import annotations

import re
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from rehearsal.github import git_http, names, skips, views
from rehearsal.github.answers import DOCS, beyond, error, forbidden, page, parse_object
from rehearsal.github.rates import JOBS, Rates
from rehearsal.github.releases import RefusedError, Releases
from rehearsal.github.repository import SHA, Repository
from rehearsal.github.runs import Runs
from rehearsal.http.server import Answer, Request, Server
from rehearsal.third_parties import RELEASES, ThirdParties
from rehearsal.tokens import Access, Grant, Scope, Tokens, parse_authorization

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from rehearsal.http.faults import Fault

API = "/api/v3"
API_NAME = "api.github.com"
MAX_RESULTS = 1000
"""The maximum number of results of a listing."""
_EITHER = "contents=write; contents=write,workflows=write"
_REFS = f"{DOCS}/git/refs#create-a-reference"
_RUNS = f"{DOCS}/actions/workflow-runs#list-workflow-runs-for-a-workflow"
_RELEASES = f"{DOCS}/releases/releases#create-a-release"


class GitHub(Server):
    """A simulated GitHub with one repository. `rate_limit` is the hourly number of API requests for all jobs together."""

    name = "GitHub"

    def __init__(
        self,
        folder: Path,
        full_name: str,
        tokens: Tokens,
        *,
        faults: Iterable[Fault] = (),
        rate_limit: int = 1000,
    ) -> None:
        super().__init__(faults)
        self.repository = Repository(folder)
        self.releases = Releases(self.repository)
        self.runs = Runs(self.repository)
        self.full_name = full_name
        self.tokens = tokens
        self.rates = Rates(rate_limit)
        self.files: dict[str, bytes] = {}
        self.third_parties: ThirdParties | None = None
        self.on_push: list[Callable[[str], None]] = []
        """Called with a branch when a push over HTTP changes it and starts workflows."""

    @property
    def api_url(self) -> str:
        """The value of GITHUB_API_URL."""
        return f"https://{API_NAME}" if self.endpoints else self.url + API

    def environment(self) -> dict[str, str]:
        """The default environment variables of a workflow with the URLs of this server."""
        return {
            "GITHUB_API_URL": self.api_url,
            "GITHUB_SERVER_URL": self.url,
            "GITHUB_REPOSITORY": self.full_name,
            "GITHUB_REPOSITORY_OWNER": self.full_name.split("/")[0],
        }

    def not_found(self) -> Answer:
        """The answer to a stale read of a new ref."""
        return error(404, "Not Found")

    def reset(self) -> None:
        """Also reset the rate limit."""
        super().reset()
        self.rates.reset()

    def caller(self, request: Request) -> str:
        """The holder of the request's token."""
        grant = self._grant(request)
        return grant.holder if grant else ""

    def skip_instruction(self, commit: str) -> str:
        """The skip instruction of a commit; "" without one."""
        found = self.repository.commit(commit)
        return skips.instruction(found.message) if found else ""

    def _grant(self, request: Request) -> Grant | None:
        return self.tokens.grant(parse_authorization(request.header("Authorization"))[1])

    def handle(self, request: Request) -> Answer:
        """Route by host name or path: the API, a download, or Git."""
        if self.endpoints and request.header("Host") == API_NAME:
            return self._api(replace(request, path=API + request.path))
        if request.path.startswith(API + "/"):
            return self._api(request)
        content = self.files.get(request.path)
        if content is not None and request.method in {"GET", "HEAD"}:
            return self._download(request.path, content)
        return self._git(request)

    def _download(self, path: str, content: bytes) -> Answer:
        """The file, or with `third_parties` a redirect to a signed URL, as on GitHub."""
        if self.third_parties:
            return Answer(302, (("Location", self.third_parties.publish(RELEASES, path, content)),))
        return Answer(200, (("Content-Type", "application/octet-stream"),), content)

    def _git(self, request: Request) -> Answer:
        """Git over HTTP. The repository is private: only those who may read it can see it."""
        name = re.escape(self.full_name)
        match = re.fullmatch(rf"/{name}(?:\.git)?/(info/refs|{git_http.UPLOAD}|{git_http.RECEIVE})", request.path, re.IGNORECASE)
        if match is None:
            return Answer(404, (("Content-Type", "text/plain"),), b"Not Found")
        grant = self._grant(request)
        if grant is None:
            challenge = ("WWW-Authenticate", 'Basic realm="GitHub"')
            return Answer(401, (challenge, ("Content-Type", "text/plain")), b"No anonymous access.")
        if not grant.allows("contents", "write" if git_http.RECEIVE in {match[1], request.first("service")} else "read"):
            return Answer(403, (("Content-Type", "text/plain"),), b"Write access to repository not granted.")
        if request.method == "GET" and match[1] == "info/refs":
            return git_http.advertise(self.repository, request)
        if request.method == "POST" and match[1] != "info/refs":
            return self._receive_push(request) if match[1] == git_http.RECEIVE else git_http.serve(match[1], self.repository, request)
        return Answer(405)

    def _receive_push(self, request: Request) -> Answer:
        """Receive a push. It starts workflows unless it uses the token of a job or its head commit has a skip instruction.

        https://docs.github.com/en/actions/concepts/security/github_token#when-github_token-triggers-workflow-runs
        """
        before = set(self.repository.refs("refs/heads/"))
        answer = git_http.serve(git_http.RECEIVE, self.repository, request)
        grant = self._grant(request)
        for ref in self.repository.refs("refs/heads/"):
            if ref not in before and grant and grant.login != JOBS and not self.skip_instruction(ref.sha):
                for callback in self.on_push:
                    callback(ref.name.removeprefix("refs/heads/"))
        return answer

    def _api(self, request: Request) -> Answer:
        grant = self._grant(request)
        counted = self.rates.count(grant.login if grant else "")
        answer = self._rate_limited() if counted.exceeded else self._authorize(request)
        return answer.adding(
            ("X-GitHub-Media-Type", "github.v3; format=json"),
            ("X-GitHub-Api-Version-Selected", request.header("X-GitHub-Api-Version") or "2022-11-28"),
            *counted.headers,
            ("X-GitHub-Request-Id", secrets.token_hex(8).upper()),
        )

    def _rate_limited(self) -> Answer:
        """The answer beyond the rate limit: <https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api>."""
        return error(403, "API rate limit exceeded for installation.", f"{DOCS}/overview/rate-limits-for-the-rest-api")

    def _authorize(self, request: Request) -> Answer:
        """Check the token. For anonymous requests a private repository does not exist: .../troubleshooting-the-rest-api."""
        scheme, token = parse_authorization(request.header("Authorization"))
        if not scheme:
            return error(404, "Not Found")
        grant = self.tokens.grant(token)
        if grant is None:
            return error(401, "Bad credentials")
        match = re.fullmatch(r"/repos/([^/]+/[^/]+)(?:/(.*))?", request.path.removeprefix(API))
        if match is None or match[1].lower() != self.full_name.lower():
            return error(404, "Not Found")
        return self._route(request, grant, match[2] or "")

    def _route(self, request: Request, grant: Grant, path: str) -> Answer:
        method = "GET" if request.method == "HEAD" else request.method
        for verb, pattern, scope, needed, function in self._routes:
            match = re.fullmatch(pattern, path)
            if match is None or verb != method:
                continue
            accepted = ("X-Accepted-GitHub-Permissions", f"{scope}={needed}")
            if not grant.allows(scope, needed):
                return forbidden(accepted[1] if function != "_create_ref" else _EITHER)
            answer: Answer = getattr(self, function)(request, grant, *match.groups())
            named = {name for name, _ in answer.headers}
            return answer if accepted[0] in named else answer.adding(accepted)
        return error(404, "Not Found")

    _routes: tuple[tuple[str, str, Scope, Access, str], ...] = (
        ("GET", r"", "metadata", "read", "_about"),
        ("POST", r"git/refs", "contents", "write", "_create_ref"),
        ("GET", r"git/ref/(.+)", "contents", "read", "_get_ref"),
        ("GET", r"git/matching-refs/(.*)", "contents", "read", "_matching_refs"),
        ("GET", r"git/tags/([^/]+)", "contents", "read", "_get_tag"),
        ("GET", r"git/commits/([^/]+)", "contents", "read", "_get_commit"),
        ("GET", r"releases", "contents", "read", "_list_releases"),
        ("POST", r"releases", "contents", "write", "_create_release"),
        ("GET", r"releases/latest", "contents", "read", "_latest_release"),
        ("GET", r"releases/tags/(.+)", "contents", "read", "_release_by_tag"),
        ("GET", r"releases/(\d+)", "contents", "read", "_get_release"),
        ("PATCH", r"releases/(\d+)", "contents", "write", "_update_release"),
        ("GET", r"actions/workflows/([^/]+)/runs", "actions", "read", "_list_runs"),
        ("GET", r"actions/runs/(\d+)", "actions", "read", "_get_run"),
    )

    @property
    def _base(self) -> str:
        return f"{self.api_url}/repos/{self.full_name}"

    def _about(self, request: Request, grant: Grant) -> Answer:
        return Answer.json(200, views.repository(self._base, self.url, self.full_name, self.repository))

    def _create_ref(self, request: Request, grant: Grant) -> Answer:
        wish = parse_object(request)
        if wish is None:
            return error(400, "Problems parsing JSON", _REFS)
        if wrong := names.find_problem(wish, self.repository):
            return error(422, wrong, _REFS)
        name, sha = str(wish["ref"]), str(wish["sha"])
        if self.repository.ref(name) is not None:
            return error(422, "Reference already exists", _REFS)
        commit = self.repository.peel(sha)
        if commit and not grant.allows("workflows", "write") and not self.repository.workflows_known(commit):
            return forbidden(_EITHER)
        created = self.repository.create_ref(name, sha)
        ref = self.repository.ref(name)
        if ref is None or not created:
            return error(422, "Reference already exists" if ref else "Reference update failed", _REFS)
        return Answer.json(201, views.ref(self._base, ref), ("Location", f"{self._base}/git/{name}"))

    def _get_ref(self, request: Request, grant: Grant, name: str) -> Answer:
        ref = self.repository.ref(f"refs/{name}")
        return Answer.json(200, views.ref(self._base, ref)) if ref else error(404, "Not Found")

    def _matching_refs(self, request: Request, grant: Grant, prefix: str) -> Answer:
        """All results, without pagination: <https://docs.github.com/en/rest/git/refs#list-matching-references>."""
        found = self.repository.refs(f"refs/{prefix}")
        return Answer.json(200, [views.ref(self._base, ref) for ref in found])

    def _get_tag(self, request: Request, grant: Grant, sha: str) -> Answer:
        tag = self.repository.tag(sha)
        return Answer.json(200, views.tag(self._base, tag)) if tag else error(404, "Not Found")

    def _get_commit(self, request: Request, grant: Grant, sha: str) -> Answer:
        if not SHA.fullmatch(sha):
            return error(422, "The sha parameter must be exactly 40 characters and contain only [0-9a-f].")
        commit = self.repository.commit(sha)
        return Answer.json(200, views.commit(self._base, self.url, self.full_name, commit)) if commit else error(404, "Not Found")

    def _list_releases(self, request: Request, grant: Grant) -> Answer:
        """At most the first 1,000 (iree-org/iree#16506); the number of pages still counts all (mislav/hub#2920)."""
        found = self.releases.all(drafts=grant.allows("contents", "write"))
        if len(found) > MAX_RESULTS and beyond(request, MAX_RESULTS):
            return error(422, f"Only the first {MAX_RESULTS} results are available.", f"{DOCS}/releases/releases#list-releases")
        shown, headers = page(request, f"{self._base}/releases", found)
        body = [views.release(self._base, self.url, self.full_name, release) for release in shown]
        return Answer.json(200, body, *headers)

    def _create_release(self, request: Request, grant: Grant) -> Answer:
        wish = parse_object(request)
        if wish is None:
            return error(400, "Problems parsing JSON", _RELEASES)
        if not self._may_target(grant, wish):
            return forbidden(_EITHER)
        try:
            made = self.releases.create(wish, grant.login)
        except RefusedError as refused:
            return error(422, refused.message, _RELEASES, refused.errors)
        return self._answer_release(201, made)

    def _may_target(self, grant: Grant, wish: dict[str, Any]) -> bool:
        """`target_commitish` creates a tag, so the rule on workflow files applies (cli/cli#9514)."""
        target = wish.get("target_commitish")
        if not isinstance(target, str) or grant.allows("workflows", "write"):
            return True
        commit = self.repository.peel(target)
        return commit is None or self.repository.workflows_known(commit)

    def _update_release(self, request: Request, grant: Grant, number: str) -> Answer:
        wish = parse_object(request)
        if wish is None:
            return error(400, "Problems parsing JSON", _RELEASES)
        if not self._may_target(grant, wish):
            return forbidden(_EITHER)
        try:
            changed = self.releases.update(int(number), wish)
        except RefusedError as refused:
            return error(422, refused.message, _RELEASES, refused.errors)
        return self._answer_release(200, changed)

    def _get_release(self, request: Request, grant: Grant, number: str) -> Answer:
        found = self.releases.by_number(int(number))
        hidden = found is not None and found.draft and not grant.allows("contents", "write")
        return self._answer_release(200, None if hidden else found)

    def _release_by_tag(self, request: Request, grant: Grant, tag: str) -> Answer:
        return self._answer_release(200, self.releases.by_tag(tag))

    def _latest_release(self, request: Request, grant: Grant) -> Answer:
        return self._answer_release(200, self.releases.latest())

    def _answer_release(self, status: int, found: Any) -> Answer:
        if found is None:
            return error(404, "Not Found", _RELEASES)
        return Answer.json(status, views.release(self._base, self.url, self.full_name, found))

    def _list_runs(self, request: Request, grant: Grant, workflow: str) -> Answer:
        """By file or id: <https://docs.github.com/en/rest/actions/workflow-runs#list-workflow-runs-for-a-workflow>."""
        wanted = {name: request.first(name) for name in ("head_sha", "branch", "event", "status") if request.first(name)}
        found = self.runs.of(workflow, wanted)
        if found is None:
            return error(404, "Not Found", _RUNS)
        found = found[:MAX_RESULTS] if wanted else found  # "up to 1,000 results for each search when using" these
        shown, headers = page(request, f"{self._base}/actions/workflows/{quote(workflow)}/runs", found, wanted)
        shown_runs = [views.run(self._base, self.url, self.full_name, run) for run in shown]
        return Answer.json(200, {"total_count": len(found), "workflow_runs": shown_runs}, *headers)

    def _get_run(self, request: Request, grant: Grant, number: str) -> Answer:
        found = self.runs.by_id(int(number))
        if found is None:
            return error(404, "Not Found", _RUNS)
        return Answer.json(200, views.run(self._base, self.url, self.full_name, found))
