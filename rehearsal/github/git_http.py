"""Git's smart HTTP protocol, over `git upload-pack` and `git receive-pack`.

https://git-scm.com/docs/gitprotocol-http and https://git-scm.com/docs/git-http-backend: what
`git ls-remote`, `git clone`, `git fetch` and `git push` request from `https://github.com/<owner>/<repository>.git`.
"""

from __future__ import annotations

import gzip
import subprocess

from rehearsal.github.repository import Repository, git_environment
from rehearsal.http.server import Request, Response

_FRESH = ("Cache-Control", "no-cache, max-age=0, must-revalidate")


UPLOAD, RECEIVE = "git-upload-pack", "git-receive-pack"
_OPTIONS = {
    # GitHub lets any reachable commit be fetched by its name, as `actions/checkout` does.
    UPLOAD: ("-c", "uploadpack.allowAnySHA1InWant=true", "-c", "uploadpack.allowFilter=true"),
    RECEIVE: (),
}


def advertise(repository: Repository, request: Request) -> Response:
    """`GET /info/refs?service=…`: the refs, or the capabilities with protocol 2."""
    service = request.first("service")
    if service not in _OPTIONS:
        return Response(403, (("Content-Type", "text/plain"),), b"Please upgrade your git client.\n")
    output = _pack(service, repository, request, "--http-backend-info-refs", feed=b"")
    heading = f"# service={service}\n".encode()
    body = f"{len(heading) + 4:04x}".encode() + heading + b"0000" + output
    return Response(200, (("Content-Type", f"application/x-{service}-advertisement"), _FRESH), body)


def serve(service: str, repository: Repository, request: Request) -> Response:
    """`POST /git-upload-pack` or `POST /git-receive-pack`: one round of a fetch, or a push."""
    feed = gzip.decompress(request.body) if request.header("Content-Encoding") == "gzip" else request.body
    output = _pack(service, repository, request, feed=feed)
    return Response(200, (("Content-Type", f"application/x-{service}-result"), _FRESH), output)


def _pack(service: str, repository: Repository, request: Request, *options: str, feed: bytes) -> bytes:
    environment = git_environment()
    if protocol := request.header("Git-Protocol"):
        environment["GIT_PROTOCOL"] = protocol
    command = service.removeprefix("git-")
    done = subprocess.run(
        ["git", *_OPTIONS[service], command, "--stateless-rpc", *options, str(repository.folder)],
        input=feed,
        capture_output=True,
        check=False,
        env=environment,
        timeout=60,
    )
    return done.stdout
