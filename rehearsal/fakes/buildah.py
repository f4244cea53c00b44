"""Run buildah isolated from the machine: it reads no configuration, writes to one folder, and has no network.

Of the isolation modes without a daemon, `chroot` also works as the root of a user namespace. The storage driver `vfs`
uses plain folders, and needs no mount and no kernel module.
https://github.com/containers/buildah/blob/main/docs/buildah-build.1.md
"""

# ruff: noqa: T201  its output is the log of a step

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

# The network namespace is empty, so base images and ADD from a URL fail.
# The mount namespace removes buildah's mounts if it is killed.
_APART = ("unshare", "--net", "--mount")
_REMOVED = ("BUILDAH_", "CONTAINERS_", "_CONTAINERS_", "STORAGE_", "REGISTRY_", "DOCKER_", "XDG_")
_CHANGES = {
    "BUILDAH_ISOLATION": "chroot",
    "CONTAINERS_CONF": os.devnull,
    "CONTAINERS_REGISTRIES_CONF": os.devnull,
}


class FailedError(Exception):
    """The Dockerfile could not be built."""


def missing() -> str:
    """Why buildah cannot be used here; "" if it can."""
    if shutil.which("buildah") is None:
        return "buildah is not on PATH"
    if os.geteuid() != 0:
        return "buildah needs root, at least in a user namespace"
    tried = subprocess.run([*_APART, "true"], capture_output=True, text=True, check=False)
    return "" if tried.returncode == 0 else f"buildah cannot create namespaces ({tried.stderr.strip()})"


def build(file: Path, context: Path, folder: Path, *, labels: Mapping[str, str], platform: str = "") -> Path:
    """Build the Dockerfile of a context. Returns the OCI layout of the image, in `folder`."""
    layout = folder / "image"
    command = [*_APART, "buildah", *_store(folder), "bud", *_options(folder), "--tag", f"oci:{layout}:built"]
    command += [f"--label={key}={value}" for key, value in labels.items()]
    command += [f"--platform={platform}"] if platform else []
    _run([*command, "--file", str(file.absolute()), str(context)], _environment(folder))
    return layout


def _store(folder: Path) -> list[str]:
    """Write a storage configuration, since the machine's own could name further image stores."""
    (folder / "storage.conf").write_text('[storage]\ndriver = "vfs"\n', encoding="utf-8")
    return ["--storage-driver=vfs", f"--root={folder / 'store'}", f"--runroot={folder / 'state'}"]


def _options(folder: Path) -> list[str]:
    policy = folder / "policy.json"
    policy.write_text(json.dumps({"default": [{"type": "insecureAcceptAnything"}]}), encoding="utf-8")
    # Layers are gzipped, like those of buildx.
    built = ["--timestamp=0", "--disable-compression=false", "--layers=false"]
    return ["--isolation=chroot", "--pull=never", f"--signature-policy={policy}", *built]


def _environment(folder: Path) -> dict[str, str]:
    home = folder / "home"
    home.mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_REMOVED)}
    folders = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "TMPDIR"), str(home))
    return {**kept, **_CHANGES, **folders, "CONTAINERS_STORAGE_CONF": str(folder / "storage.conf")}


def _run(command: Sequence[str], environment: Mapping[str, str]) -> None:
    """Run a command and print its output. The last line becomes the error message."""
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
        *_, message = done.stdout.strip().splitlines() or [f"exit code {done.returncode} without output"]
        raise FailedError(f"buildah: {message}")
