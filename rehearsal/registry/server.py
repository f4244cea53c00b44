"""A registry that behaves like ghcr.io.

    tokens = Tokens()
    tokens.add("ghs_job", Grant(packages="write"))
    with Registry(tokens) as registry:
        registry.address                               # REGISTRY=127.0.0.1:port
        registry.seed("owner/application/api", "1.2.3-staging.0", revision=sha)
        registry.tags("owner/application/api")           # {"1.2.3-staging.0": "sha256:…"}
        registry.annotations("owner/application/api", "1.2.3-staging.0")
        registry.store.moves                           # every move of a tag, in order, except those of an attacker
        registry.denied.add("owner/application/web")     # 403 DENIED for everyone
        registry.faults.add(Fault("/manifests/staging$", method="PUT", nth=3, status=500))

Push and pull follow https://github.com/opencontainers/distribution-spec/blob/main/spec.md (1.1). Content is kept
in a store: `MemoryStore`, or a real registry (`store=distribution.store()`, see `distribution`). The behaviour specific to
GHCR is implemented here, in front of either:
- pages of 100 tags with a relative `Link`, in lexical order; `n` may be larger (smg-project/smg#2348);
- 404 MANIFEST_UNKNOWN "OCI index found, but Accept header does not support OCI indexes", so a client
  that does not accept all types finds no tag (niks3#229);
- a package that does not exist: GHCR's response is undocumented, and 403 DENIED was observed
  (wasm-pkg-tools#40). `absent` chooses: "writers" (404 NAME_UNKNOWN for a token that may write packages, DENIED for
  others), "unknown" (404 for all who may read), "denied" (DENIED for all, unless they push);
  `denied_at="token"` already denies at the token endpoint (openai/tunnel-client#75);
- a blob is served by another host: with `third_parties` a GET gets 307 with a signed URL;
- a raw GitHub token as Bearer is rejected (argocd-image-updater#276);
- no DELETE and no referrers API (NVIDIA/aicr#1957).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote, urlencode

from rehearsal.http.server import Request, Response, Server
from rehearsal.registry.bearers import Bearer, Mint, actions_of
from rehearsal.registry.image import IMAGES_ANNOTATION, Image
from rehearsal.registry.memory import MemoryStore
from rehearsal.registry.store import NAME, OCI_INDEX, OCI_MANIFEST, Manifest, Move, RefusalError, Store, Upload
from rehearsal.third_parties import BLOBS, ThirdParties
from rehearsal.tokens import Grant, Tokens, parse_authorization

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rehearsal.http.faults import Fault

PAGE = 100
MANIFEST = 4 * 1024 * 1024
"""The maximum size of a manifest: what the specification requires registries to accept, and the limit of most."""
Absent = Literal["unknown", "writers", "denied"]
_VERSION = ("Docker-Distribution-Api-Version", "registry/2.0")


class Registry(Server):
    """A registry on loopback. `denied` are the names of packages that no token can access."""

    name = "registry"

    def __init__(
        self,
        tokens: Tokens,
        *,
        store: Store | None = None,
        faults: Iterable[Fault] = (),
        absent: Absent = "writers",
        denied_at: Literal["resource", "token"] = "resource",
    ) -> None:
        super().__init__(faults)
        self.tokens = tokens
        self.absent = absent
        self.denied_at = denied_at
        self.denied: set[str] = set()
        self.store: Store = store or MemoryStore()
        self.mint = Mint()
        self.third_parties: ThirdParties | None = None
        self.attacker_moves: list[Move] = []
        """The moves of tags by others than the pipelines. The store does not list them."""

    def tags(self, name: str) -> dict[str, str]:
        """Tag to digest of one package; {} if it does not exist."""
        with self.store.lock:
            found = {tag: self.store.digest(name, tag) for tag in sorted(self.store.tags(name))}
        return {tag: digest for tag, digest in found.items() if digest}

    def manifest(self, name: str, reference: str) -> Manifest | None:
        """The manifest of a tag or a digest."""
        with self.store.lock:
            return self.store.manifest(name, reference)

    def annotations(self, name: str, reference: str) -> dict[str, str]:
        """The annotations of an index (or a manifest); {} where there are none."""
        found = self.manifest(name, reference)
        return dict(found.value.get("annotations") or {}) if found else {}

    def seed(  # noqa: PLR0913  one argument per property of the image
        self,
        name: str,
        tag: str,
        *,
        revision: str = "",
        version: str = "",
        content: str = "",
        images: Sequence[str] | None = None,
        platforms: Sequence[str] = ("linux/amd64",),
    ) -> str:
        """Add an image as the build step would push it, without a request. Returns the digest of the index.

        `images` is the set of the version's images for the annotation of the index; None omits it.
        """
        given = {"revision": revision, "version": version or tag}
        labels = {f"org.opencontainers.image.{key}": value for key, value in given.items() if value}
        named = {} if images is None else {IMAGES_ANNOTATION: " ".join(sorted(images))}
        return self.seed_image(name, tag, Image.of(content or f"{name}:{tag}", labels, {**labels, **named}, platforms=platforms))

    def delete_untagged(self) -> set[str]:
        """Delete every untagged manifest, as a clean-up job does, so that each index lacks its parts. Returns the digests."""
        with self.store.lock:
            return self.store.delete_untagged()

    def tag(self, name: str, reference: str, *tags: str) -> None:
        """Add tags to an image, without a request."""
        found = self.manifest(name, reference)
        if found is None:
            raise LookupError(f"{name} has no {reference}")
        with self.store.lock:
            for tag in tags:
                self.store.seed_manifest(name, tag, found.media_type, found.content)

    def seed_image(self, name: str, tag: str, image: Image) -> str:
        """Store a whole image under a tag."""
        with self.store.lock:
            for blob in image.blobs:
                self.store.put_blob(name, blob, image.digest(blob))
            for media_type, content in image.manifests:
                self.store.seed_manifest(name, image.digest(content), media_type, content)
            return self.store.seed_manifest(name, tag, *image.index)

    def push_as_attacker(self, name: str, tag: str, image: Image) -> None:
        """Store an image that no pipeline pushed, without a request."""
        with self.store.lock:
            self.seed_image(name, tag, image)
            self.attacker_moves.append(self.store.moves.pop())

    def not_found(self) -> Response:
        """The response to a stale read of a new manifest."""
        return _errors(RefusalError(404, "MANIFEST_UNKNOWN", "manifest unknown")).adding(_VERSION)

    def caller(self, request: Request) -> str:
        """The holder of the request's token, or of the token that its bearer token was minted for."""
        scheme, token = parse_authorization(request.header("Authorization"))
        bearer = self.mint.bearer(token) if scheme == "bearer" else None
        grant = bearer.grant if bearer else self.tokens.grant(token)
        return grant.holder if grant else ""

    def handle(self, request: Request) -> Response:
        """Route the request. A `RefusalError` becomes the error body of the specification."""
        try:
            if request.path == "/token":
                return self._token(request)
            with self.store.lock:
                return self._v2(request).adding(_VERSION)
        except RefusalError as refusal:
            return _errors(refusal).adding(_VERSION)

    def _token(self, request: Request) -> Response:
        """`GET /token`. Anonymous clients get a token without permissions."""
        if request.method != "GET":
            raise RefusalError(405, "UNSUPPORTED", "the operation is unsupported")
        scheme, password = parse_authorization(request.header("Authorization"))
        grant = self.tokens.grant(password)
        if scheme and (scheme != "basic" or grant is None):
            raise RefusalError(403, "DENIED", "denied")
        scopes = request.query.get("scope", [])
        for scope in (part for value in scopes for part in value.split()):
            for name, action in actions_of(scope):
                if self.denied_at == "token" and action == "pull":
                    self._check_access(grant, name, to_push="push" in scope.rpartition(":")[2])
        token = self.mint.mint(grant, scopes)
        return Response.json(200, {"token": token, "expires_in": int(self.mint.seconds)})

    def _v2(self, request: Request) -> Response:
        if request.path.rstrip("/") == "/v2":
            bearer = self._bearer(request)
            return Response.json(200, {}) if bearer else self._challenge("repository:user/image:pull")
        for method, pattern, action, function in self._routes:
            match = re.fullmatch(f"/v2/(.+?)/{pattern}", request.path)
            if match and re.fullmatch(method, request.method):
                name, *rest = match.groups()
                return self._authorize(request, name, action) or self._run(function, request, name, rest)
        raise RefusalError(404, "UNSUPPORTED", "the operation is unsupported")

    def _run(self, function: str, request: Request, name: str, rest: list[str]) -> Response:
        response: Response = getattr(self, function)(request, name, *rest)
        return response

    _routes: tuple[tuple[str, str, str, str], ...] = (
        ("GET", r"tags/list", "pull", "_list_tags"),
        ("GET|HEAD", r"manifests/([^/]+)", "pull", "_get_manifest"),
        ("PUT", r"manifests/([^/]+)", "push", "_put_manifest"),
        ("POST", r"blobs/uploads/", "push", "_begin_upload"),
        ("GET", r"blobs/uploads/([0-9a-f-]+)", "push", "_upload_status"),
        ("PATCH", r"blobs/uploads/([0-9a-f-]+)", "push", "_upload_chunk"),
        ("PUT", r"blobs/uploads/([0-9a-f-]+)", "push", "_end_upload"),
        ("GET|HEAD", r"blobs/([^/]+)", "pull", "_get_blob"),
    )

    def _bearer(self, request: Request) -> Bearer | None:
        scheme, token = parse_authorization(request.header("Authorization"))
        if scheme == "bearer" and self.tokens.grant(token) is not None:
            raise RefusalError(403, "DENIED", "invalid token")
        return self.mint.bearer(token) if scheme == "bearer" else None

    def _authorize(self, request: Request, name: str, action: str) -> Response | None:
        """None if the request is allowed, or else the challenge. Raises `RefusalError`."""
        if not NAME.fullmatch(name):
            raise RefusalError(400, "NAME_INVALID", "invalid repository name")
        bearer = self._bearer(request)
        if bearer is None or ((name, action) not in bearer.scopes and (name, "*") not in bearer.scopes):
            return self._challenge(f"repository:{name}:{'pull,push' if action == 'push' else 'pull'}")
        self._check_access(bearer.grant, name, pushing=action == "push", to_push=(name, "push") in bearer.scopes)
        return None

    def _check_access(self, grant: Grant | None, name: str, *, pushing: bool = False, to_push: bool = False) -> None:
        """Raise `RefusalError` unless the owner of a token may access a package, which may not exist.

        A client that will push (`to_push`) first looks for blobs, and gets 404 as in an empty package.
        """
        denied = RefusalError(403, "DENIED", "requested access to the resource is denied")
        if grant is None or name in self.denied:
            raise denied
        if not grant.allows("packages", "write" if pushing else "read"):
            raise denied
        if pushing or self.store.exists(name) or self.absent == "unknown":
            return
        if not grant.allows("packages", "write") or (self.absent == "denied" and not to_push):
            raise denied

    def _challenge(self, scope: str) -> Response:
        value = f'Bearer realm="{self.url}/token",service="{self.address}",scope="{scope}"'
        refusal = RefusalError(401, "UNAUTHORIZED", "authentication required")
        return _errors(refusal).adding(("WWW-Authenticate", value))

    def _list_tags(self, request: Request, name: str) -> Response:
        if not self.store.exists(name):
            raise RefusalError(404, "NAME_UNKNOWN", "repository name not known to registry", {"name": name})
        wanted = request.first("n", str(PAGE))
        if not re.fullmatch(r"[0-9]{1,9}", wanted):
            raise RefusalError(400, "PAGINATION_NUMBER_INVALID", "invalid number of results requested")
        size, last = int(wanted), request.first("last")
        left = [tag for tag in sorted(self.store.tags(name)) if tag > last]
        shown = left[:size]
        body = {"name": name, "tags": shown}
        if not shown or len(shown) == len(left):
            return Response.json(200, body)
        following = f"/v2/{quote(name)}/tags/list?{urlencode({'last': shown[-1], 'n': size})}"
        return Response.json(200, body, ("Link", f'<{following}>; rel="next"'))

    def _get_manifest(self, request: Request, name: str, reference: str) -> Response:
        found = self.store.manifest(name, reference)
        if found is None:
            raise RefusalError(404, "MANIFEST_UNKNOWN", "manifest unknown")
        accepted = {part.split(";")[0].strip() for part in request.header("Accept").split(",")}
        for media_type, word in ((OCI_INDEX, "index"), (OCI_MANIFEST, "manifest")):
            if found.media_type == media_type and media_type not in accepted:
                plural = "indexes" if word == "index" else "manifests"
                text = f"OCI {word} found, but Accept header does not support OCI {plural}"
                raise RefusalError(404, "MANIFEST_UNKNOWN", text)
        named = ("Docker-Content-Digest", found.digest), ("ETag", f'"{found.digest}"')
        return Response(200, (("Content-Type", found.media_type), *named), found.content)

    def _put_manifest(self, request: Request, name: str, reference: str) -> Response:
        if len(request.body) > MANIFEST:
            raise RefusalError(413, "SIZE_INVALID", f"the manifest has {len(request.body)} bytes, more than {MANIFEST}")
        media_type = request.header("Content-Type").split(";")[0].strip()
        digest = self.store.put_manifest(name, reference, media_type, request.body)
        location = ("Location", f"{self.url}/v2/{name}/manifests/{digest}")
        return Response(201, (location, ("Docker-Content-Digest", digest)))

    def _get_blob(self, request: Request, name: str, digest: str) -> Response:
        content = self.store.blob(name, digest)
        if content is None:
            raise RefusalError(404, "BLOB_UNKNOWN", "blob unknown to registry", digest)
        if self.third_parties and request.method == "GET":
            return Response(307, (("Location", self.third_parties.publish(BLOBS, f"/ghcr1/blobs/{digest}", content)),))
        headers = ("Content-Type", "application/octet-stream"), ("Docker-Content-Digest", digest)
        return Response(200, headers, content)

    def _begin_upload(self, request: Request, name: str) -> Response:
        """Mount a blob with `mount` and `from`, else start a chunked upload. A single request with `digest` is not supported."""
        mount, source = request.first("mount"), request.first("from")
        bearer = self._bearer(request)
        may_read = bearer is not None and (source, "pull") in bearer.scopes and source not in self.denied
        if mount and may_read and self.store.mount(name, mount, source):
            return self._created(name, mount)
        return self._upload_state(202, name, self.store.begin_upload(name))

    def _upload(self, request: Request, name: str, session: str) -> Upload:
        return self.store.upload(name, session, request.first("_state"))

    def _upload_chunk(self, request: Request, name: str, session: str) -> Response:
        upload = self._upload(request, name, session)
        if stated := request.header("Content-Range"):
            match = re.fullmatch(r"(\d+)-(\d+)", stated)
            if match is None or int(match[1]) != upload.size:
                return self._upload_state(416, name, upload)
        return self._upload_state(202, name, self.store.append(name, upload, request.body))

    def _end_upload(self, request: Request, name: str, session: str) -> Response:
        digest = request.first("digest")
        self.store.end_upload(name, self._upload(request, name, session), request.body, digest)
        return self._created(name, digest)

    def _upload_status(self, request: Request, name: str, session: str) -> Response:
        return self._upload_state(204, name, self._upload(request, name, session))

    def _upload_state(self, status: int, name: str, upload: Upload) -> Response:
        location = f"{self.url}/v2/{name}/blobs/uploads/{upload.session}?{urlencode({'_state': upload.state})}"
        named = ("Docker-Upload-UUID", upload.session), ("Range", f"0-{max(0, upload.size - 1)}")
        return Response(status, (("Location", location), *named))

    def _created(self, name: str, digest: str) -> Response:
        location = ("Location", f"{self.url}/v2/{name}/blobs/{digest}")
        return Response(201, (location, ("Docker-Content-Digest", digest)))


def _errors(refusal: RefusalError) -> Response:
    return Response.json(refusal.status, {"errors": refusal.errors})
