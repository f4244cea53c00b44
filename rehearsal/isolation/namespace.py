"""Namespaces of Linux for one rehearsal: https://man7.org/linux/man-pages/man1/unshare.1.html .

Outside, `command` puts a program into namespaces of its own. Inside, `reap` leaves a first process to what loses its parent, and
`settle` makes them a place to live in: a folder in memory, loopback, the names of the servers. All of it ends with the first
process, however that ends.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import struct
import subprocess
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HOSTS = Path("/etc/hosts")
BUNDLES = tuple(Path("/etc") / part for part in ("ssl/certs/ca-certificates.crt", "pki/tls/certs/ca-bundle.crt", "ssl/cert.pem"))
_APART = ("--mount", "--net", "--pid", "--fork", "--kill-child=SIGKILL", "--mount-proc")
_AS_ROOT_OF_MANY = ("--user", "--map-root-user", "--map-auto")
_AS_ROOT_OF_ONE = ("--user", "--map-root-user")
# ioctl_list(2), netdevice(7): the flags of a network interface.
_GET_FLAGS, _SET_FLAGS, _UP = 0x8913, 0x8914, 0x1


class NoNamespacesError(Exception):
    """This machine does not let this user have namespaces; the message says what to do."""


def command(program: Sequence[str]) -> list[str]:
    """The command that runs a program in namespaces of its own, as what looks like root there."""
    return ["unshare", *_ways(), *program]


@cache
def _ways() -> tuple[str, ...]:
    """The options that work here. Raises `NoNamespacesError`."""
    if shutil.which("unshare") is None:
        raise NoNamespacesError("unshare was not found. A rehearsal needs Linux with util-linux")
    kinds = ((),) if os.geteuid() == 0 else (_AS_ROOT_OF_MANY, _AS_ROOT_OF_ONE)
    said = ""
    for kind in kinds:
        options = (*kind, *_APART)
        done = subprocess.run(["unshare", *options, "true"], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return options
        said = done.stderr.strip()
    raise NoNamespacesError(
        f"this user may not have namespaces of its own ({said}). To do: allow user namespaces "
        "(sysctl kernel.apparmor_restrict_unprivileged_userns=0 on Ubuntu 24.04), or run this as root"
    )


def reap() -> None:
    """Inside, before any thread: go on in a child, and leave the first process to reap the orphans, which are its own (pid_namespaces(7)).

    It ends when the child does, with the same exit code, or 128 and the signal as shells have it.
    """
    child = os.fork()
    if child == 0:
        return
    ended, status = 0, 0
    while ended != child:
        ended, status = os.wait()
    code = os.waitstatus_to_exitcode(status)
    os._exit(code if code >= 0 else 128 - code)


def settle(folder: Path, names: Mapping[str, str], bundle: bytes) -> None:
    """Inside: mount memory at `folder`, set loopback up, and give these names (host to address), trusted by `bundle`, to everybody."""
    _mount("-t", "tmpfs", "-o", "mode=755", "rehearsal", str(folder))
    _set_up("lo")
    lines = [f"{address} {host}" for address, host in (("127.0.0.1", "localhost"), *((address, host) for host, address in names.items()))]
    _cover(HOSTS, "\n".join(lines).encode() + b"\n", folder / "hosts")
    trusted = next((place for place in BUNDLES if place.exists()), None)
    if trusted is not None:
        _cover(trusted, bundle, folder / "authority.pem")


def _cover(place: Path, content: bytes, source: Path) -> None:
    """Show other content at a place, to this namespace alone."""
    source.write_bytes(content)
    source.chmod(0o644)
    _mount("--bind", str(source), str(place.resolve()))


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True)


def _set_up(interface: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        asked = struct.pack("16sh", interface.encode(), 0)
        (flags,) = struct.unpack("16xh", fcntl.ioctl(any_socket, _GET_FLAGS, asked))
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sh", interface.encode(), flags | _UP))
