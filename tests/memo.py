"""A program that caches the output of another one that takes longer to start than to run: jq 1.6 takes 50 ms, and so does Node.

For the same arguments and the same bytes it prints the same output again. It is for programs that only read what they are given: their
output, and whether they exit with 0 or 1, follows from that. What is printed on standard error is never cached: it may contain a file name.
"""

from __future__ import annotations

import shutil
from pathlib import Path

PERL = Path("/usr/bin/perl")
# Perl without modules starts in a millisecond; a shell would start three programs to find an answer. Sums find it, and bytes confirm it.
# The path of a file differs in each run, so its bytes stand for it. A jq that reads no standard input must not take the caller's.
_TEXT = r"""#!/usr/bin/perl
my ($reads, $dash) = (1, 0);
for (@ARGV) {
  $reads = 0 if $_ eq '-n' or $_ eq '-nc' or -f;
  if ($_ eq '-') { ($reads, $dash) = (1, 1); last }
}
exec '{program}', @ARGV if '{marked}' and not $dash;
$/ = undef;
my $given = $reads && !-c STDIN ? <STDIN> // '' : undef;
sub content { open my $file, '<', $_[0] or die "$_[0]: $!"; <$file> // '' }
my $key = join '', map { m{^/} && -f ? "file\0" . content($_) : "word\0$_\0" . (-f ? content($_) : '') } @ARGV;
$key .= "given\0$given" if defined $given;
my $place = join '-', '{memo}/output', length $key, unpack('%32C*', $key), unpack '%32N*', $key;
my $number = 0;
for (; open my $file, '<', "$place-$number"; $number++) {
  my ($cached, $code, $output) = unpack 'N/a* N N/a*', <$file>;
  if ($cached eq $key) { print $output; exit $code }
}
my $own = "{memo}/own.$$";
sub put { open my $file, '>', $_[0] or die "$_[0]: $!"; print $file $_[1] }
put("$own.given", $given) if defined $given;
my $child = fork // die "$!";
if ($child == 0) {
  open STDIN, '<', "$own.given" or die "$!" if defined $given;
  open STDOUT, '>', "$own.output" or die "$!";
  open STDERR, '>', "$own.error" or die "$!";
  exec '{program}', @ARGV or exit 127;
}
waitpid $child, 0;
my $code = $? & 127 ? 128 + ($? & 127) : $? >> 8;
my ($output, $error) = (content("$own.output"), content("$own.error"));
print $output;
print STDERR $error;
if ($code <= 1 and $error eq '') {
  put("$own.new", pack 'N/a* N N/a*', $key, $code, $output);
  rename "$own.new", "$place-$number";
}
unlink map { "$own.$_" } qw(given output error);
close STDOUT;
exit $code;
"""
_UNCACHED = "#!/bin/sh\nexec '{program}' \"$@\"\n"


def remembering(name: str, memo: Path, *, of_input: bool = False) -> str:
    """The text of the program, which keeps its cache in this folder. Without Perl it caches nothing.

    With `of_input`, only calls with an argument `-` are cached: they read their program from standard input. Servers are not cached.
    """
    program = shutil.which(name)
    assert program, f"{name} is needed here"
    memo.mkdir(exist_ok=True)
    values = {"{program}": program, "{memo}": str(memo), "{marked}": "marked" if of_input else ""}
    text = _TEXT if PERL.exists() else _UNCACHED
    for place, value in values.items():
        text = text.replace(place, value)
    return text
