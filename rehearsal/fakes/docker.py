"""The commands behind the fakes of Docker's actions: `python -m rehearsal.fakes.docker login` and `… build-push`.

Inputs are passed in the environment as WITH_<INPUT>. If possible, buildah builds the Dockerfile; otherwise the image consists
of the text of the Dockerfile and the commit. Its attestation is unique, so that builds are not reproducible, as with buildx.
"""

# ruff: noqa: T201  its output is the log of a step

from __future__ import annotations

import json
import os
import re
import secrets
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from rehearsal.fakes import buildah
from rehearsal.registry.client import Client, Reference, RegistryError, client, save_login
from rehearsal.registry.image import Image


class RefusedError(Exception):
    """The real action would reject the inputs, or the fake does not support them."""


def main(command: str) -> int:
    """Run one command, and return its exit code."""
    try:
        {"login": login, "build-push": build_push}[command]()
    except (RefusedError, RegistryError, buildah.FailedError, OSError) as error:
        print(f"::error::{error}")
        return 1
    return 0


def builder_name() -> str:
    """The name of the image builder, for the report."""
    return "a Python fake" if buildah.missing() else "buildah"


def given(name: str) -> str:
    """An input of the action."""
    return os.environ.get(f"WITH_{name.upper().replace('-', '_')}", "").strip()


def login() -> None:
    """Try the credentials at the token endpoint, and store them, like Docker."""
    registry, username, password = given("registry"), given("username"), given("password")
    for name, value in (("registry", registry), ("username", username), ("password", password)):
        if not value:
            raise RefusedError(f"login-action: the input {name} is empty; expected the {name} to log in with")
    Client(registry, username, password).login()
    save_login(registry, username, password)
    print("Login Succeeded!")


def build_push() -> None:
    """Build, push and write the outputs."""
    image, places = build(), destinations()
    if all(os.environ.get(f"DOCKER_BUILD_{name}", "true") != "false" for name in ("SUMMARY", "RECORD_UPLOAD")):
        raise RefusedError("build-push-action: it would upload a build record as an artifact; the rehearsal has no artifacts: disable it")
    digest = Image.digest(image.index[1])
    for place in places:
        push(Reference.parse(place if ":" in place.rpartition("/")[2] else f"{place}@{digest}"), image)
    metadata = json.dumps({"containerimage.digest": digest, "image.name": ",".join(places)})
    with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as outputs:
        outputs.write(f"digest={digest}\nimageid={image.config_digest}\nmetadata={metadata}\n")
    print(f"pushed {digest} as {' '.join(places)}")


def destinations() -> list[str]:
    """The names to push under, each with a tag; or one name without, to push by digest.

    Sources: https://docs.docker.com/build/exporters/image-registry/, and buildx, which refuses tags with `push-by-digest`.
    """
    tags = given("tags").replace(",", " ").split()
    if not given("outputs"):
        if given("push") != "true":
            raise RefusedError(f"build-push-action: push is {given('push')!r}; the fake supports only 'true'")
        if not tags:
            raise RefusedError("build-push-action: no tags are given; buildx pushes nothing without a name")
        return tags
    options = dict(option.partition("=")[::2] for option in given("outputs").split(","))
    wanted = {"type": "image", "push": "true", "push-by-digest": "true", "name-canonical": "true"}
    if {key: options.get(key) for key in wanted} != wanted or set(options) - {*wanted, "name"}:
        raise RefusedError(f"build-push-action: outputs is {given('outputs')!r}; the fake supports an image that is pushed by digest")
    if tags or not options.get("name") or ":" in options["name"].rpartition("/")[2]:
        raise RefusedError("build-push-action: an image that is pushed by digest has a name in outputs, and no tag")
    return [options["name"]]


def build() -> Image:
    """The image that the inputs describe."""
    context = given("context")
    if not context:
        raise RefusedError("build-push-action: no context is given; buildx would then fetch the repository from GitHub itself")
    if given("provenance") in {"false", "0"}:
        raise RefusedError("build-push-action: provenance is off; then no index is pushed that could be annotated")
    file = Path(given("file") or Path(context) / "Dockerfile")
    if not file.is_file():
        raise RefusedError(f"build-push-action: {file} was not found in {Path.cwd()}; check out the repository first")
    labels, annotations, predicate = pairs("labels"), index_annotations(), provenance()
    if reason := "this run uses synthetic images" if os.environ.get("REHEARSAL_SYNTHETIC_IMAGES") else buildah.missing():
        print(f"no image is built: {reason}. Its content is the text of {file} and the commit.")
        commit = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=False).stdout.strip()
        return Image.of(f"{file.read_text('utf-8')}\n# {commit}\n", labels, annotations, predicate, platforms() or ["linux/amd64"])
    with tempfile.TemporaryDirectory(prefix="buildah-", dir=os.environ.get("RUNNER_TEMP") or None) as folder:
        layouts = []
        for number, platform in enumerate(platforms() or [""]):
            (own := Path(folder) / str(number)).mkdir()
            layouts.append(buildah.build(file, Path(context), own, labels=labels, platform=platform))
        return Image.from_layouts(layouts, annotations, predicate)


def platforms() -> list[str]:
    """The platforms to build for; an empty list means this machine's."""
    found = given("platforms").replace(",", " ").split()
    for platform in found:
        if not re.fullmatch(r"[a-z0-9]+/[a-z0-9_]+(/[a-z0-9]+)?", platform):
            raise RefusedError(f"build-push-action: platforms has {platform!r}; expected os/architecture, such as linux/arm64")
    return found


def provenance() -> dict[str, object]:
    """A unique provenance for each build: <https://slsa.dev/spec/v1.0/provenance>."""
    invocation = {"invocationId": secrets.token_hex(16), "startedOn": datetime.now(UTC).isoformat()}
    run = ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_RUN_ID", "GITHUB_RUN_ATTEMPT")
    server, repository, number, attempt = (os.environ.get(name, "") for name in run)
    builder = {"id": f"{server}/{repository}/actions/runs/{number}/attempts/{attempt}"}
    return {"runDetails": {"builder": builder, "metadata": invocation}}


def pairs(name: str) -> dict[str, str]:
    """Parse an input of `key=value` lines."""
    found: dict[str, str] = {}
    for line in filter(None, (line.strip() for line in given(name).splitlines())):
        key, equals, value = line.partition("=")
        if not equals or not key:
            raise RefusedError(f"build-push-action: {name} has the line {line!r}; expected key=value")
        found[key] = value
    return found


def index_annotations() -> dict[str, str]:
    """Annotations, each with its level: <https://docs.docker.com/build/metadata/annotations/#specify-annotation-level>."""
    found: dict[str, str] = {}
    for key, value in pairs("annotations").items():
        level, colon, name = key.partition(":")
        if not colon or level != "index":
            raise RefusedError(f"build-push-action: the annotation {key!r} is not on the index; expected index:{key}")
        found[name] = value
    return found


def push(place: Reference, image: Image) -> None:
    """Push blobs, manifests, then the index under its tag or digest."""
    registry_client = client(place.registry)
    for blob in image.blobs:
        registry_client.put_blob(place.name, Image.digest(blob), blob)
    for media_type, content in image.manifests:
        registry_client.put_manifest(place.name, Image.digest(content), media_type, content)
    registry_client.put_manifest(place.name, place.reference, *image.index)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
