"""Buildah, kept away from the machine's own: nothing of it is read, nothing but one folder is written, no network.

buildah knows two isolations that need no daemon; `chroot` is the one that also works as the root of a user namespace.
Its store is of the kind `vfs`, plain folders, which needs no mount and no kernel module.
https://github.com/containers/buildah/blob/main/docs/buildah-build.1.md
"""

# ruff: noqa: T201  what it prints is the log of a step

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

# A network of its own has nobody in it: a base image, or an ADD from a URL, cannot come from outside.
# What buildah mounts, should it be ended half-way, ends with the mounts of its own too.
_APART = ("unshare", "--net", "--mount")
_FOREIGN = ("BUILDAH_", "CONTAINERS_", "_CONTAINERS_", "STORAGE_", "REGISTRY_", "DOCKER_", "XDG_")
_CHANGES = {
    "BUILDAH_ISOLATION": "chroot",
    "CONTAINERS_CONF": os.devnull,
    "CONTAINERS_REGISTRIES_CONF": os.devnull,
}


class FailedError(Exception):
    """The Dockerfile could not be built."""


def missing() -> str:
    """Why nothing can be built here; "" if it can."""
    if shutil.which("buildah") is None:
        return "buildah is not on PATH"
    if os.geteuid() != 0:
        return "buildah is run by root only, be it the root of a user namespace"
    tried = subprocess.run([*_APART, "true"], capture_output=True, text=True, check=False)
    return "" if tried.returncode == 0 else f"no namespaces for buildah ({tried.stderr.strip()})"


def build(file: Path, context: Path, folder: Path, *, labels: Mapping[str, str], platform: str = "") -> Path:
    """Build the Dockerfile of this context; the folder with the image as an OCI layout, which is in `folder`."""
    layout = folder / "image"
    command = [*_APART, "buildah", *_store(folder), "bud", *_options(folder), "--tag", f"oci:{layout}:built"]
    command += [f"--label={key}={value}" for key, value in labels.items()]
    command += [f"--platform={platform}"] if platform else []
    _run([*command, "--file", str(file.absolute()), str(context)], _environment(folder))
    return layout


def _store(folder: Path) -> list[str]:
    """The machine's own file would still say where else images are, so that there is one here too."""
    (folder / "storage.conf").write_text('[storage]\ndriver = "vfs"\n', encoding="utf-8")
    return ["--storage-driver=vfs", f"--root={folder / 'store'}", f"--runroot={folder / 'state'}"]


def _options(folder: Path) -> list[str]:
    policy = folder / "policy.json"
    policy.write_text(json.dumps({"default": [{"type": "insecureAcceptAnything"}]}), encoding="utf-8")
    # Layers are gzipped, as those of buildx; for a registry that is what matters, and it takes no time.
    built = ["--timestamp=0", "--disable-compression=false", "--layers=false"]
    return ["--isolation=chroot", "--pull=never", f"--signature-policy={policy}", *built]


def _environment(folder: Path) -> dict[str, str]:
    home = folder / "home"
    home.mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}
    folders = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "TMPDIR"), str(home))
    return {**kept, **_CHANGES, **folders, "CONTAINERS_STORAGE_CONF": str(folder / "storage.conf")}


def _run(command: Sequence[str], environment: Mapping[str, str]) -> None:
    """Its output is the step's; the last line says what was wrong."""
    done = subprocess.run(
        command,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    print(done.stdout, end="")
    if done.returncode:
        *_, said = done.stdout.strip().splitlines() or [f"exit code {done.returncode}, and no word"]
        raise FailedError(f"buildah: {said}")
