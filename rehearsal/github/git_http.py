"""Git's smart HTTP protocol, read only, over `git upload-pack`.

https://git-scm.com/docs/gitprotocol-http and https://git-scm.com/docs/git-http-backend: what
`git ls-remote`, `git clone` and `git fetch` ask of `https://github.com/<owner>/<repository>.git`.
"""

from __future__ import annotations

import gzip
import subprocess

from rehearsal.github.repository import Repository, git_environment
from rehearsal.server import Answer, Request

_FRESH = ("Cache-Control", "no-cache, max-age=0, must-revalidate")


def advertise(repository: Repository, request: Request) -> Answer:
    """`GET /info/refs?service=git-upload-pack`: the refs, or with protocol 2 the capabilities."""
    if request.first("service") != "git-upload-pack":
        return Answer(403, (("Content-Type", "text/plain"),), b"only git-upload-pack is served\n")
    said = _upload_pack(repository, request, "--http-backend-info-refs", feed=b"")
    heading = b"# service=git-upload-pack\n"
    body = f"{len(heading) + 4:04x}".encode() + heading + b"0000" + said
    return Answer(200, (("Content-Type", "application/x-git-upload-pack-advertisement"), _FRESH), body)


def upload(repository: Repository, request: Request) -> Answer:
    """`POST /git-upload-pack`: one round of a fetch."""
    feed = gzip.decompress(request.body) if request.header("Content-Encoding") == "gzip" else request.body
    said = _upload_pack(repository, request, feed=feed)
    return Answer(200, (("Content-Type", "application/x-git-upload-pack-result"), _FRESH), said)


def _upload_pack(repository: Repository, request: Request, *options: str, feed: bytes) -> bytes:
    """GitHub lets any reachable commit be fetched by its name, as `actions/checkout` does."""
    allow = ["-c", "uploadpack.allowAnySHA1InWant=true", "-c", "uploadpack.allowFilter=true"]
    environment = git_environment()
    if protocol := request.header("Git-Protocol"):
        environment["GIT_PROTOCOL"] = protocol
    done = subprocess.run(
        ["git", *allow, "upload-pack", "--stateless-rpc", *options, str(repository.folder)],
        input=feed,
        capture_output=True,
        check=False,
        env=environment,
        timeout=60,
    )
    return done.stdout
