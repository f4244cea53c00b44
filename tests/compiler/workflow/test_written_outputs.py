"""The outputs that a command writes: whether it certainly writes no others is known only if all of the command is understood."""

from __future__ import annotations

import pytest

from compiler.workflow.written_outputs import written_outputs

FILE = '>>"$GITHUB_OUTPUT"'


@pytest.mark.parametrize(
    "command",
    [
        f"{{ echo v=1; echo w=2; }} {FILE}",
        f"(echo v=1; echo w=2) {FILE}",
        f"printf 'v=%s\\nw=%s\\n' 1 2 {FILE}",
        f'printf "v=%s\\nw=%s\\n" "$A" "$B" {FILE}',
        'echo -e "v=1\\nw=2" >> $GITHUB_OUTPUT',
        f"echo $'v=1\\nw=2' {FILE}",
        f"if [ -f x ]; then echo v=1; else echo w=2; fi {FILE}",
        f"for name in v w; do echo $name=1; done {FILE}",
        f"for name in v w; do echo $name=1; done | tee -a $GITHUB_OUTPUT; echo v=1 {FILE}",
        f"make version && echo v=1 {FILE}",
        f"./scripts/outputs.sh; echo v=1 {FILE}",
        f'echo "v=$(./version.sh)" {FILE}',
        f"echo v=1 {FILE}; cat more {FILE}",
        f"file=$GITHUB_OUTPUT; echo v=1 {FILE}; echo w=2 >>$file",
        f'echo "v<<EOF" {FILE}; cat notes {FILE}; echo EOF {FILE}',
        f"cat <<EOF {FILE}\nv=1\nw=2\nEOF",
        "make\necho ::set-output name=w::1",
        "echo `make`",
        "w() { make; }; w",
        "v=1 make",
    ],
)
def test_other_outputs_are_possible(command: str) -> None:
    assert not written_outputs(command).is_all


@pytest.mark.parametrize(
    ("command", "outputs"),
    [
        ("echo v=1", []),
        ("echo v=1 >>$GITHUB_ENV", []),
        ("# make\necho v=1 # make", []),
        (f'echo "v=$(cat VERSION)" {FILE}', ["v"]),
        (f'version="$(git describe | tr -d \'v\')"\necho "v=$version" {FILE}', ["v"]),
        (f"echo v=1 {FILE} && echo w=2 {FILE}", ["v", "w"]),
        (f"if [ -f x ]; then echo v=1 {FILE}; else echo w=2 {FILE}; fi", ["v", "w"]),
        ("printf 'v=%s\\n' 1 | tee -a $GITHUB_OUTPUT \"$GITHUB_STEP_SUMMARY\" >/dev/null 2>&1", ["v"]),
        (f'echo "V=${{{{ github.sha }}}}" {FILE}', ["V"]),
        (f"test -f x && echo v=1 {FILE} \\\n  || true", ["v"]),
        (f'echo "v=1; make" {FILE} # {FILE}', ["v"]),
    ],
)
def test_no_other_outputs_are_possible(command: str, outputs: list[str]) -> None:
    written = written_outputs(command)
    assert written.is_all
    assert list(written.outputs.values()) == outputs
    assert not written.overwritten


@pytest.mark.parametrize(
    ("command", "outputs"),
    [(f"make && echo v=1 {FILE}", ["v"]), (f"make; echo v=1 {FILE}; cat more {FILE}", []), (f"echo v=1 {FILE}; cat <<EOF", [])],
)
def test_outputs_are_known_if_all_that_writes_them_is_understood(command: str, outputs: list[str]) -> None:
    assert list(written_outputs(command).outputs) == outputs


@pytest.mark.parametrize(
    ("command", "lost"),
    [
        ("echo v=1 > $GITHUB_OUTPUT; echo w=2 > $GITHUB_OUTPUT", ["v"]),
        ("echo v=1 >$GITHUB_OUTPUT && echo w=2 >$GITHUB_OUTPUT", ["v"]),
        ("echo v=1 | tee $GITHUB_OUTPUT\necho w=2 | tee $GITHUB_OUTPUT", ["v"]),
        (f"echo u=0 {FILE}; echo v=1 {FILE}; echo w=2 > $GITHUB_OUTPUT", ["u", "v"]),
        (f"echo v=1 > $GITHUB_OUTPUT; echo w=2 {FILE}", []),
        ("echo v=1 > $GITHUB_OUTPUT || echo w=2 > $GITHUB_OUTPUT", []),
        (f"echo v=1 {FILE}; test -f x && echo w=2 > $GITHUB_OUTPUT", []),
        (f"echo v=1 {FILE}; if [ -f x ]; then echo w=2 > $GITHUB_OUTPUT; fi", []),
        (f"echo v=1 {FILE}; exit; echo w=2 > $GITHUB_OUTPUT", []),
    ],
)
def test_output_is_lost_when_a_command_that_always_runs_replaces_the_file(command: str, lost: list[str]) -> None:
    assert list(written_outputs(command).overwritten) == lost


@pytest.mark.parametrize("line", ["v = 1", "v =1", "v: 1"])
def test_line_is_malformed_when_the_name_does_not_end_at_the_sign(line: str) -> None:
    written = written_outputs(f'echo "{line}" {FILE}')
    assert (list(written.outputs), list(written.malformed)) == ([], ["v"])
    assert written.is_all
