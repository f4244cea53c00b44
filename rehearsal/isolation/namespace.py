"""Linux namespaces for one rehearsal: https://man7.org/linux/man-pages/man1/unshare.1.html .

Outside, `wrap_command` runs a program in its own namespaces. Inside, `reap` makes the first process reap orphans, and `set_up`
prepares a tmpfs folder, loopback, and the host names of the servers. Everything ends with the first process, however that ends.
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
    """This user cannot create namespaces. The message says what to do."""


def wrap_command(program: Sequence[str]) -> list[str]:
    """The command that runs a program in its own namespaces, where it appears to be root."""
    return ["unshare", *_unshare_options(), *program]


@cache
def _unshare_options() -> tuple[str, ...]:
    """The options that work on this machine. Raises `NoNamespacesError`."""
    if shutil.which("unshare") is None:
        raise NoNamespacesError("unshare was not found. A rehearsal needs Linux with util-linux")
    kinds = ((),) if os.geteuid() == 0 else (_AS_ROOT_OF_MANY, _AS_ROOT_OF_ONE)
    reason = ""
    for kind in kinds:
        options = (*kind, *_APART)
        done = subprocess.run(["unshare", *options, "true"], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return options
        reason = done.stderr.strip()
    raise NoNamespacesError(
        f"this user cannot create namespaces ({reason}). To do: allow user namespaces "
        "(sysctl kernel.apparmor_restrict_unprivileged_userns=0 on Ubuntu 24.04), or run this as root"
    )


def reap() -> None:
    """Inside, before any thread starts: continue in a child, while the first process reaps orphans (pid_namespaces(7)).

    It exits when the child does, with the same exit code, or 128 plus the signal as in shells.
    """
    child = os.fork()
    if child == 0:
        return
    ended, status = 0, 0
    while ended != child:
        ended, status = os.wait()
    code = os.waitstatus_to_exitcode(status)
    os._exit(code if code >= 0 else 128 - code)


def set_up(folder: Path, names: Mapping[str, str], bundle: bytes) -> None:
    """Inside: mount a tmpfs at `folder`, enable loopback, and install these host names (host to address) and the CA `bundle`."""
    _mount("-t", "tmpfs", "-o", "mode=755", "rehearsal", str(folder))
    _set_up("lo")
    lines = [f"{address} {host}" for address, host in (("127.0.0.1", "localhost"), *((address, host) for host, address in names.items()))]
    _bind_file(HOSTS, "\n".join(lines).encode() + b"\n", folder / "hosts")
    trusted = next((path for path in BUNDLES if path.exists()), None)
    if trusted is not None:
        _bind_file(trusted, bundle, folder / "authority.pem")


def _bind_file(path: Path, content: bytes, source: Path) -> None:
    """Replace the content of a file, in this namespace only."""
    source.write_bytes(content)
    source.chmod(0o644)
    _mount("--bind", str(source), str(path.resolve()))


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True)


def _set_up(interface: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sh", interface.encode(), 0)
        (flags,) = struct.unpack("16xh", fcntl.ioctl(any_socket, _GET_FLAGS, request))
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sh", interface.encode(), flags | _UP))
