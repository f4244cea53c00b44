"""A `node` command that passes its work to a running process, because starting Node takes longer than most scripts run.

It passes on programs that come on standard input; any other call is passed to node itself.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

HOST = Path(__file__).with_name("node_host.js")

# In Perl without modules, which starts in a twentieth of the time: 1 is AF_UNIX and SOCK_STREAM.
_SHIM = r"""#!/usr/bin/perl
if (@ARGV == 0 || $ARGV[0] ne '-') { exec '{node}', @ARGV or exit 127 }
shift;
$/ = undef;
my @sent = (readlink '/proc/self/cwd', <STDIN>, scalar @ARGV, @ARGV, map { "$_=$ENV{$_}" } keys %ENV);
socket(HOST, 1, 1, 0) && connect(HOST, pack('S a108', 1, '{socket}')) or die "$!";
syswrite HOST, join('', map { pack 'N/a*', $_ } @sent);
shutdown HOST, 1;
my ($code, $out, $error) = unpack 'N N/a* N/a*', <HOST> or die 'no response';
print STDERR $error;
print $out;
close STDOUT;
exit $code;
"""


@contextmanager
def node_host(folder: Path) -> Iterator[Path | None]:
    """The path of that `node`, while its host runs; None if either cannot be used."""
    node = shutil.which("node")
    if not node or sys.platform != "linux" or not Path("/usr/bin/perl").exists():
        yield None
        return
    socket, shim = folder / "socket", folder / "node"
    shim.write_text(_SHIM.replace("{node}", node).replace("{socket}", str(socket)), "utf-8")
    shim.chmod(0o755)
    with subprocess.Popen([node, HOST, socket], env={}, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as host:
        assert host.stdin
        assert host.stdout
        assert host.stdout.readline() == b"listening\n"
        yield shim
        host.stdin.close()
