"""The command behind the fake of actions/attest: `python -m rehearsal.fakes.attest`.

Inputs are passed in the environment as WITH_<INPUT>. Requests, checks of subjects and messages are those of actions/attest v4.2.2:
an ID token, a certificate, a timestamp, and the bundle for GitHub, each tried again five times, here without a pause.
"""

# ruff: noqa: T201  its output is the log of a step

from __future__ import annotations

import base64
import json
import os
import re
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from rehearsal.sigstore import bundles
from rehearsal.sigstore.signature import new_key
from rehearsal.sigstore.signature import sign as sign_statement

MAX_SUBJECTS = 1024
_SIZES = {"sha224": 56, "sha256": 64, "sha384": 96, "sha512": 128, "sha512_224": 56, "sha512_256": 64}
_UNSUPPORTED = ("subject-path", "sbom-path", "predicate-type", "predicate", "predicate-path")
_RETRIES = 5
_FINAL = {400, 401, 403, 404, 410, 422, 451}
_SERVER = "https://github.com"


class RefusedError(Exception):
    """The real action would fail, or the fake does not support the inputs."""


def main() -> int:
    """Attest, and return the exit code."""
    try:
        attest()
    except (RefusedError, OSError) as error:
        print(f"::error::{error}")
        return 1
    return 0


def given(name: str) -> str:
    """An input of the action."""
    return os.environ.get(f"WITH_{name.upper().replace('-', '_')}", "").strip()


def flag(name: str) -> bool:
    """An input that is true or false."""
    value = given(name)
    if value not in {"true", "True", "TRUE", "false", "False", "FALSE"}:
        raise RefusedError(f"attest: the input {name} is {value!r}; expected true or false")
    return value.lower() == "true"


def attest() -> None:
    """Sign the provenance of the subjects, store it, and write the outputs."""
    if not os.environ.get("ACTIONS_ID_TOKEN_REQUEST_URL"):
        raise RefusedError('missing "id-token" permission. Please add "permissions: id-token: write" to your workflow.')
    for name in _UNSUPPORTED:
        if given(name):
            raise RefusedError(f"attest: the fake does not support the input {name}")
    if flag("push-to-registry"):
        raise RefusedError("attest: the fake does not support push-to-registry; GHCR has no referrers API")
    flag("create-storage-record")
    show_summary, found = flag("show-summary"), subjects()
    print("Attestation type: Build Provenance")
    bundle = sign(found)
    path = Path(tempfile.mkdtemp(dir=os.environ["RUNNER_TEMP"])) / "attestation.json"
    write("GITHUB_OUTPUT", f"bundle-path={path}")
    number = store(bundle)
    path.write_text(json.dumps(bundle) + "\n", encoding="utf-8")
    page = f"{os.environ['GITHUB_SERVER_URL']}/{os.environ['GITHUB_REPOSITORY']}/attestations/{number}"
    write("GITHUB_OUTPUT", f"attestation-id={number}", f"attestation-url={page}")
    if show_summary:
        write("GITHUB_STEP_SUMMARY", "<h3>Attestation Created</h3>", f'<ul><li><a href="{page}">{page}</a></li></ul>')
    name, digest = found[0]
    print(f"Attestation created for {name}@{digest}" if len(found) == 1 else f"Attestation created for {len(found)} subjects")
    print(f"Attestation uploaded to repository\n{page}")


def subjects() -> list[tuple[str, str]]:
    """The name and digest of each subject."""
    digest, checksums = given("subject-digest"), given("subject-checksums")
    if not digest and not checksums:
        raise RefusedError("One of subject-path, subject-digest, or subject-checksums must be provided")
    if digest and checksums:
        raise RefusedError("Only one of subject-path, subject-digest, or subject-checksums may be provided")
    if digest:
        if not given("subject-name"):
            raise RefusedError("subject-name must be provided when using subject-digest")
        return [(given("subject-name"), check_digest(digest))]
    is_file = "\n" not in checksums and Path(checksums).is_file()
    found = parse_checksums(Path(checksums).read_text("utf-8") if is_file else checksums)
    if not found:
        raise RefusedError(f"attest: subject-checksums has no subject: {checksums}")
    if len(found) > MAX_SUBJECTS:
        raise RefusedError(f"Too many subjects specified (>{MAX_SUBJECTS}). The maximum number of subjects is {MAX_SUBJECTS}.")
    return found


def check_digest(digest: str) -> str:
    """A digest as `algorithm:hex`."""
    algorithm, colon, value = digest.partition(":")
    if not colon or not algorithm or not value or ":" in value:
        raise RefusedError('subject-digest must be in the format "algorithm:hex_digest"')
    if algorithm not in _SIZES:
        raise RefusedError(f'subject-digest has unsupported algorithm "{algorithm}"')
    if not re.fullmatch("[0-9a-fA-F]+", value):
        raise RefusedError("subject-digest has invalid hex digits")
    if len(value) != _SIZES[algorithm]:
        raise RefusedError(
            f'subject-digest has invalid length for algorithm "{algorithm}" (expected {_SIZES[algorithm]}, got {len(value)})'
        )
    return digest


def parse_checksums(text: str) -> list[tuple[str, str]]:
    """The subjects of a file as `sha256sum` writes it. A line without a space is skipped."""
    found: dict[tuple[str, str], None] = {}
    for line in re.split(r"\r?\n", text):
        value, space, name = line.partition(" ")
        if not space:
            continue
        if not re.fullmatch("[0-9a-fA-F]+", value):
            raise RefusedError(f"Invalid digest: {value}")
        algorithm = {64: "sha256", 128: "sha512"}.get(len(value))
        if algorithm is None:
            raise RefusedError(f"Unknown digest algorithm: {value}")
        found[name[1:] if name.startswith(("*", " ")) else name, f"{algorithm}:{value}"] = None
    return list(found)


def sign(found: list[tuple[str, str]]) -> dict[str, Any]:
    """The bundle, with the claims of the ID token."""
    url = f"{os.environ['ACTIONS_ID_TOKEN_REQUEST_URL']}&audience={quote('sigstore')}"
    response = send("Failed to get ID token", "GET", url, token=os.environ["ACTIONS_ID_TOKEN_REQUEST_TOKEN"])
    id_token = str(json.loads(response)["value"])
    print(f"::add-mask::{id_token}")
    payload = id_token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    key = new_key()
    certificate = request_certificate(id_token, str(claims["sub"]), key)

    def timestamp(digest: bytes) -> bytes:
        body = {"artifactHash": base64.b64encode(digest).decode(), "hashAlgorithm": "sha256"}
        return send("error fetching timestamp", "POST", f"{os.environ['REHEARSAL_TIMESTAMP_URL']}/api/v1/timestamp", body)

    return sign_statement(bundles.provenance(claims, found, _SERVER), key, certificate, timestamp)


def request_certificate(id_token: str, subject: str, key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    """A certificate for a new key."""
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    proof = base64.b64encode(key.sign(subject.encode(), ec.ECDSA(hashes.SHA256()))).decode()
    body = {
        "credentials": {"oidcIdentityToken": id_token},
        "publicKeyRequest": {"publicKey": {"algorithm": "ECDSA", "content": pem}, "proofOfPossession": proof},
    }
    url = f"{os.environ['REHEARSAL_FULCIO_URL']}/api/v2/signingCert"
    response = json.loads(send("error creating signing certificate", "POST", url, body))
    return x509.load_pem_x509_certificate(response["signedCertificateDetachedSct"]["chain"]["certificates"][0].encode())


def store(bundle: dict[str, Any]) -> int:
    """Store the bundle. Returns the id of the attestation."""
    url = f"{os.environ['GITHUB_API_URL']}/repos/{os.environ['GITHUB_REPOSITORY']}/attestations"
    response = send("Failed to persist attestation", "POST", url, {"bundle": bundle}, token=given("github-token"))
    return int(json.loads(response)["id"])


def send(problem: str, method: str, url: str, value: object = None, token: str = "") -> bytes:
    """Send a request, and again after a response that may be temporary. `problem` begins the message of the error."""
    headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
    data = None if value is None else json.dumps(value).encode()
    request = urllib.request.Request(url, data=data, method=method, headers=headers)  # noqa: S310  a server of the rehearsal
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    reason = ""
    for _ in range(1 + _RETRIES):
        try:
            with opener.open(request, timeout=30) as response:
                return bytes(response.read())
        except urllib.error.HTTPError as error:
            reason = _message(error.code, error.read())
            if error.code in _FINAL:
                break
        except OSError as error:
            reason = str(error)
    raise RefusedError(f"{problem}: {reason}")


def _message(status: int, body: bytes) -> str:
    """The message of an error, on one line: as octokit has it for GitHub's API, and as Sigstore's client has it for others."""
    try:
        value = json.loads(body)
        message = " ".join(str(value["message"]).split())
    except (ValueError, TypeError, KeyError):
        return f"({status}) no message"
    return f"{message} - {value['documentation_url']}" if "documentation_url" in value else f"({status}) {message}"


def write(variable: str, *lines: str) -> None:
    """Append to a file of the step."""
    with Path(os.environ[variable]).open("a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
