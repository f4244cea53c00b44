"""Verifies with gh that the pipeline of a product built the images that a folder names."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gitops.reference import VersionReference
    from gitops.wanted import WantedVersion

OLDEST = (2, 102)
"""Earlier releases read the signer workflow as a regular expression."""
EXPECTED_TOOL = f"gh {'.'.join(map(str, OLDEST))} or later on PATH"
_TIMEOUT = 120  # seconds for one image
_AT_ONCE = 4
_MAX_REASON_LENGTH = 400
_MAX_OUTPUT_LENGTH = 1 << 24  # of what gh prints about one image
_KEPT = (
    *("PATH", "HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "REGISTRY_AUTH_FILE", "GH_CONFIG_DIR", "GH_TOKEN", "GITHUB_TOKEN"),
    *("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "no_proxy", "all_proxy"),
    *("SSL_CERT_FILE", "SSL_CERT_DIR", "DBUS_SESSION_BUS_ADDRESS"),
)
"""The variables that gh gets: the account of the user, the logins of registries, and how servers are reached."""
_SET = {"GH_HOST": "github.com", "GH_PROMPT_DISABLED": "1", "GH_NO_UPDATE_NOTIFIER": "1", "GH_TELEMETRY": "false", "NO_COLOR": "1"}
_CREDENTIALS = (
    (re.compile(r"(//|%2F%2F)[^\s\"/?#]*(@|%40)", re.IGNORECASE), r"\1***\2"),
    (re.compile(r"(//[^\s\"?#]*[?#])[^\s\"]+"), r"\1***"),
    (
        re.compile(
            r"((?:[?&;#]|%3F|%26|%23)[\w.-]*(?:credential|key|password|secret|sig|signature|token)(?:=|%3D))[^\s\"&]+", re.IGNORECASE
        ),
        r"\1***",
    ),
)
"""What may be a credential in a URL: user and password, query and fragment, and parameters with the name of one."""
_DIGEST = re.compile(r"[^@]*@?(sha256:[0-9a-f]{64})")
_IMAGE = r"[a-z0-9][a-z0-9.-]*(?::[0-9]{1,5})?(?:/[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)+"
_PINNED = re.compile(rf"{_IMAGE}(?::[A-Za-z0-9_][A-Za-z0-9._-]{{0,127}}|@sha256:[0-9a-f]{{64}})")
_SIGNER = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}/(?!\.+/)[A-Za-z0-9._-]{1,100}/\.github/workflows/[A-Za-z0-9_][A-Za-z0-9._-]{0,199}\.ya?ml"
)


class CannotVerifyError(Exception):
    """Nothing can be verified. The message says why, and what was expected."""


@dataclass(frozen=True)
class Verdict:
    """The result of gh for one image."""

    image: str
    """The image with its tag or digest."""
    failure: str = ""
    """Why it is not verified; empty if it is."""

    @property
    def name(self) -> str:
        """The image without its tag or digest, as its attestation names it."""
        return _split(self.image)[0]


def pinned_images(references: Iterable[VersionReference], wanted: WantedVersion) -> list[str]:
    """The images of the product that a folder pins: by digest, or by the wanted version. Others are differences anyway."""
    found: dict[str, None] = {}
    for reference in references:
        if reference.subject not in wanted.images:
            continue
        if digest := _DIGEST.fullmatch(reference.found):
            found[f"{reference.subject}@{digest[1]}"] = None
        elif reference.found == reference.expected == wanted.version:
            found[f"{reference.subject}:{wanted.version}"] = None
    return [*found]


def find_gh() -> str:
    """The path of gh.

    Raises:
        CannotVerifyError: if there is none, or it is too old.
    """
    gh = shutil.which("gh")
    if gh is None:
        message = f"gh is not on PATH. Expected: {EXPECTED_TOOL}, for --verify"
        raise CannotVerifyError(message)
    _, printed = _run([gh, "--version"])
    version = re.match(r"gh version ([0-9]{1,4})\.([0-9]{1,4})\.", printed)
    if version is None or (int(version[1]), int(version[2])) < OLDEST:
        found = f"version {version[1]}.{version[2]}" if version else "a program that does not print its version"
        message = f"{gh} is {found}. Expected: {EXPECTED_TOOL}, for --verify"
        raise CannotVerifyError(message)
    return gh


def verify(gh: str, images: Sequence[str], wanted: WantedVersion) -> list[Verdict]:
    """Verify images, in their order.

    Raises:
        CannotVerifyError: if the definitions name no signer, or have names that are not passed to a program.
    """
    if not wanted.declared.signer_workflow:
        message = "the definitions name no workflow that attests images. Expected: a product with attestations, for --verify"
        raise CannotVerifyError(message)
    for value, pattern in ((wanted.signer, _SIGNER), *((image, _PINNED) for image in images)):
        if not pattern.fullmatch(value):
            message = f"the definitions have names that cannot be passed to gh: {value!a}. Expected: names of a registry and of GitHub"
            raise CannotVerifyError(message)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        # The first one downloads the trusted roots, which gh keeps for the others.
        first = [_verify(gh, image, wanted) for image in images[:1]]
        return [*first, *pool.map(lambda image: _verify(gh, image, wanted), images[1:])]


def _verify(gh: str, image: str, wanted: WantedVersion) -> Verdict:
    command = [gh, "attestation", "verify", f"oci://{image}", "--repo", wanted.repository, "--signer-workflow", wanted.signer]
    command += ["--predicate-type", "https://slsa.dev/provenance/v1", "--deny-self-hosted-runners", "--limit", "1000", "--format", "json"]
    code, printed = _run(command)
    if code:
        return Verdict(image, _mask(" ".join(printed[:4000].split()))[:_MAX_REASON_LENGTH] or f"gh ended with exit code {code}")
    return Verdict(image, _compare_names(printed, *_split(image)))


def _mask(text: str) -> str:
    """The text without the credentials in URLs: gh downloads from signed URLs, and prints them when that fails."""
    for pattern, replacement in _CREDENTIALS:
        text = pattern.sub(replacement, text)
    return text


def _split(image: str) -> tuple[str, str]:
    """The name of an image, and its digest; without a digest it has a tag."""
    name, _, digest = image.partition("@")
    return (name, digest) if digest else (name.rpartition(":")[0], "")


def _compare_names(printed: str, name: str, digest: str) -> str:
    """Why no statement that gh verified is about this image; empty if one is.

    gh compares the digest of a subject, and not its name. All images of a version have the same signer, so one that was pushed under the
    name of another differs only in its name. Only gh knows the digest of a tag: for a tag, all subjects of a statement must have the name.
    """
    statements = [[subject for subject, found in statement if found == digest or not digest] for statement in _subjects(printed)]
    enough = any if digest else all
    if any(subjects and enough(subject == name for subject in subjects) for subjects in statements):
        return ""
    names = sorted({subject for subjects in statements for subject in subjects if subject})
    if not names:
        return "gh does not print what the attestation names"
    return f"the attestation is for {', '.join(names)}"[:_MAX_REASON_LENGTH]


def _subjects(printed: str) -> list[list[tuple[str, str]]]:
    """The subjects of each statement that gh verified, by name and digest; nothing if what it printed has another form."""
    try:
        found = json.loads(printed) if len(printed) <= _MAX_OUTPUT_LENGTH else None
    except (ValueError, RecursionError):
        found = None
    statements = (_listed(_at(attestation, "verificationResult", "statement", "subject")) for attestation in _listed(found))
    return [[(_text(subject, "name"), f"sha256:{_text(subject, 'digest', 'sha256')}") for subject in subjects] for subjects in statements]


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _text(value: object, *path: str) -> str:
    found = _at(value, *path)
    return found if isinstance(found, str) else ""


def _at(value: object, *path: str) -> object:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _run(command: list[str]) -> tuple[int, str]:
    """Run gh without a shell and without a terminal; return the exit code, and what it printed."""
    environment = {**{name: os.environ[name] for name in _KEPT if name in os.environ}, **_SET}
    try:
        done = subprocess.run(  # noqa: S603 - no shell, and each argument was checked
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=_TIMEOUT, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return 1, f"gh cannot be run: {type(error).__name__}"
    return done.returncode, (done.stderr if done.returncode else done.stdout).decode("utf-8", "replace")
