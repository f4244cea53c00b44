"""The services that sign: GitHub's issuer of ID tokens, the certificate authority, and the timestamp authority.

    with Sigstore() as sigstore:
        token = sigstore.register(identity)      # for the job of a run with `id-token: write`
        sigstore.environment()                   # where the fake of actions/attest finds the authorities

A job exchanges its token for an ID token, whose claims describe the actual run, and the ID token for a certificate. A job cannot
choose the claims. Sources: https://docs.github.com/en/actions/reference/security/oidc, https://github.com/sigstore/fulcio (fulcio.proto),
https://github.com/sigstore/timestamp-authority (openapi.yaml).
"""

from __future__ import annotations

import base64
import json
import secrets
import threading
import time
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from rehearsal.http.server import Request, Response, Server
from rehearsal.sigstore.identity import FULCIO, TIMESTAMPS, TOKENS
from rehearsal.tokens import parse_authorization

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rehearsal.http.faults import Fault
    from rehearsal.sigstore.authority import Authority
    from rehearsal.sigstore.identity import Identity

HOSTS = (TOKENS, FULCIO, TIMESTAMPS)
AUDIENCE = "sigstore"
_SHA256_BYTES = 32
_SECONDS = 300


@dataclass(frozen=True, slots=True)
class _Job:
    identity: Identity
    holder: str


class Sigstore(Server):
    """One instance, with its authorities."""

    name = "Sigstore"

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        super().__init__(faults)
        self._jobs: dict[str, _Job] = {}
        self._issued: dict[str, _Job] = {}
        self._lock = threading.Lock()

    @cached_property
    def authority(self) -> Authority:
        """The authorities, made when they are first needed: their package is optional."""
        from rehearsal.sigstore.authority import Authority  # noqa: PLC0415  see above

        return Authority()

    def register(self, identity: Identity, holder: str = "") -> str:
        """A token with which a job of this run can request ID tokens. `holder` is its name in the request log."""
        token = f"ghidt_{secrets.token_hex(20)}"
        with self._lock:
            self._jobs[token] = _Job(identity, holder)
        return token

    def caller(self, request: Request) -> str:
        """The holder of the token or the ID token of a request. Requests for timestamps have neither."""
        with self._lock:
            job = self._jobs.get(parse_authorization(request.header("Authorization"))[1]) or self._issued.get(_id_token(request))
        return job.holder if job else ""

    def secrets(self) -> list[str]:
        """All tokens so far."""
        with self._lock:
            return [*self._jobs, *self._issued]

    @property
    def token_url(self) -> str:
        """The value of ACTIONS_ID_TOKEN_REQUEST_URL, to which clients add the audience."""
        return f"{self._url_of(TOKENS)}/idtoken?api-version=2.0"

    def environment(self) -> dict[str, str]:
        """The URLs of the authorities, for the fake of actions/attest."""
        return {"REHEARSAL_FULCIO_URL": self._url_of(FULCIO), "REHEARSAL_TIMESTAMP_URL": self._url_of(TIMESTAMPS)}

    def _url_of(self, host: str) -> str:
        return f"https://{host}" if self.endpoints else self.url

    def handle(self, request: Request) -> Response:
        """Route by path; a host has only its own paths."""
        routes = {
            ("GET", "/idtoken"): (TOKENS, self._issue_token),
            ("POST", "/api/v2/signingCert"): (FULCIO, self._certify),
            ("POST", "/api/v1/timestamp"): (TIMESTAMPS, self._timestamp),
        }
        host, function = routes.get((request.method, request.path), ("", None))
        if function is None or (self.endpoints and request.header("Host") != host):
            return Response.json(404, {"message": "Not Found"})
        return function(request)

    def _issue_token(self, request: Request) -> Response:
        token = parse_authorization(request.header("Authorization"))[1]
        with self._lock:
            job = self._jobs.get(token)
        if job is None:
            return Response.json(401, {"message": "Unauthorized"})
        now = int(time.time())
        claims = {**job.identity.claims(), "aud": request.first("audience"), "iat": now, "exp": now + _SECONDS, "jti": secrets.token_hex(8)}
        value = ".".join((_part({"alg": "ES256", "typ": "JWT"}), _part(claims), secrets.token_urlsafe(64)))
        if claims["aud"] == AUDIENCE:
            with self._lock:
                self._issued[value] = job
        return Response.json(200, {"count": len(value), "value": value})

    def _certify(self, request: Request) -> Response:
        """A certificate for a key, whose owner has signed the subject of the ID token."""
        body = _object(request)
        with self._lock:
            job = self._issued.get(_id_token(request))
        if job is None:
            return Response.json(401, {"code": 16, "message": "There was an error processing the identity token"})
        pem = str(_get(body, "publicKeyRequest", "publicKey", "content")).encode()
        certificates = self.authority.exchange(job.identity, pem, _bytes(_get(body, "publicKeyRequest", "proofOfPossession")))
        if certificates is None:
            return Response.json(400, {"code": 3, "message": "The signature supplied in the request could not be verified"})
        return Response.json(200, {"signedCertificateDetachedSct": {"chain": {"certificates": certificates}}})

    def _timestamp(self, request: Request) -> Response:
        body = _object(request)
        digest = _bytes(body.get("artifactHash"))
        if body.get("hashAlgorithm") != "sha256" or len(digest) != _SHA256_BYTES:
            return Response.json(400, {"code": 400, "message": "Error parsing request: expected a SHA-256 hash in base64"})
        return Response(201, (("Content-Type", "application/timestamp-reply"),), self.authority.timestamp(digest))


def _part(value: object) -> str:
    """A part of a JSON Web Token."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _id_token(request: Request) -> str:
    return str(_get(_object(request), "credentials", "oidcIdentityToken"))


def _object(request: Request) -> dict[str, Any]:
    try:
        value = json.loads(request.body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _bytes(value: object) -> bytes:
    """The content of a text in base64; empty if it is not base64."""
    try:
        return base64.b64decode(str(value), validate=True)
    except ValueError:
        return b""


def _get(value: Any, *names: str) -> Any:
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value
