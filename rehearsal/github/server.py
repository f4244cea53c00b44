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
- statuses, parameters, bodies: the modules of `routes`
- limits of names and requests, and pushes that start no workflow: `names`, `rates`, `skips`
- pages: https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api
- errors: https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api
- `X-Accepted-GitHub-Permissions`: .../rest/authentication/permissions-required-for-github-apps
"""

from __future__ import annotations

import re
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from rehearsal.github import git_http, skips
from rehearsal.github.attestations import Attestations
from rehearsal.github.rates import JOBS, Rates
from rehearsal.github.releases import Releases
from rehearsal.github.repository import Repository
from rehearsal.github.responses import ACCEPTED, API_NAME, DOCS, error, forbidden
from rehearsal.github.routes import ROUTES, Call
from rehearsal.github.runs import Runs
from rehearsal.http.server import Request, Response, Server
from rehearsal.third_parties import RELEASES, ThirdParties
from rehearsal.tokens import Grant, Tokens, parse_authorization

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from rehearsal.http.faults import Fault

API = "/api/v3"


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
        self.attestations = Attestations()
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

    def not_found(self) -> Response:
        """The response to a stale read of a new ref."""
        return error(404, "Not Found")

    def reset(self) -> None:
        """Also resets the rate limit."""
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

    def handle(self, request: Request) -> Response:
        """Route by host name or path: the API, a download, or Git."""
        if request.header("Host") == API_NAME:
            return self._api(replace(request, path=API + request.path))
        if request.path.startswith(API + "/"):
            return self._api(request)
        content = self.files.get(request.path)
        if content is not None and request.method in {"GET", "HEAD"}:
            return self._download(request.path, content)
        return self._git(request)

    def _download(self, path: str, content: bytes) -> Response:
        """The file, or with `third_parties` a redirect to a signed URL, as on GitHub."""
        if self.third_parties:
            return Response(302, (("Location", self.third_parties.publish(RELEASES, path, content)),))
        return Response(200, (("Content-Type", "application/octet-stream"),), content)

    def _git(self, request: Request) -> Response:
        """Git over HTTP. The repository is private: only those who may read it can see it."""
        name = re.escape(self.full_name)
        match = re.fullmatch(rf"/{name}(?:\.git)?/(info/refs|{git_http.UPLOAD}|{git_http.RECEIVE})", request.path, re.IGNORECASE)
        if match is None:
            return Response(404, (("Content-Type", "text/plain"),), b"Not Found")
        grant = self._grant(request)
        if grant is None:
            challenge = ("WWW-Authenticate", 'Basic realm="GitHub"')
            return Response(401, (challenge, ("Content-Type", "text/plain")), b"No anonymous access.")
        if not grant.allows("contents", "write" if git_http.RECEIVE in {match[1], request.first("service")} else "read"):
            return Response(403, (("Content-Type", "text/plain"),), b"Write access to repository not granted.")
        if request.method == "GET" and match[1] == "info/refs":
            return git_http.advertise(self.repository, request)
        if request.method == "POST" and match[1] != "info/refs":
            return self._receive_push(request) if match[1] == git_http.RECEIVE else git_http.serve(match[1], self.repository, request)
        return Response(405)

    def _receive_push(self, request: Request) -> Response:
        """Receive a push. It starts workflows unless it uses the token of a job or its head commit has a skip instruction.

        https://docs.github.com/en/actions/concepts/security/github_token#when-github_token-triggers-workflow-runs
        """
        before = set(self.repository.refs("refs/heads/"))
        response = git_http.serve(git_http.RECEIVE, self.repository, request)
        grant = self._grant(request)
        for ref in self.repository.refs("refs/heads/"):
            if ref not in before and grant and grant.login != JOBS and not self.skip_instruction(ref.sha):
                for callback in self.on_push:
                    callback(ref.name.removeprefix("refs/heads/"))
        return response

    def _api(self, request: Request) -> Response:
        grant = self._grant(request)
        counted = self.rates.count(grant.login if grant else "")
        response = self._rate_limited() if counted.exceeded else self._authorize(request)
        return response.adding(
            ("X-GitHub-Media-Type", "github.v3; format=json"),
            ("X-GitHub-Api-Version-Selected", request.header("X-GitHub-Api-Version") or "2022-11-28"),
            *counted.headers,
            ("X-GitHub-Request-Id", secrets.token_hex(8).upper()),
        )

    def _rate_limited(self) -> Response:
        """The response beyond the rate limit: <https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api>."""
        return error(403, "API rate limit exceeded for installation.", f"{DOCS}/overview/rate-limits-for-the-rest-api")

    def _authorize(self, request: Request) -> Response:
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

    def _route(self, request: Request, grant: Grant, path: str) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        for route in ROUTES:
            match = re.fullmatch(route.pattern, path)
            if match is None or route.method != method:
                continue
            if not grant.allows(route.scope, route.access):
                return forbidden(route.accepted or route.permission)
            response = route.handler(Call(self, request, grant), *match.groups())
            named = {name for name, _ in response.headers}
            return response if ACCEPTED in named else response.adding((ACCEPTED, route.permission))
        return error(404, "Not Found")
