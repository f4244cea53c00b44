"""Comments and simple commands of the shell."""

from __future__ import annotations

import pytest

from compiler.workflow.shell_commands import simple_commands, without_comments


@pytest.mark.parametrize(
    ("command", "rest"),
    [
        ("make # all", "make "),
        ("# one\nmake; # two\n#three", "\nmake; \n"),
        ("make a#b '# c' \"# d\" \\# ${#e} ${f# g} $#", "make a#b '# c' \"# d\" \\# ${#e} ${f# g} $#"),
        ("make # it's\necho 'a' # b", "make \necho 'a' "),
        ("(make)# all", "(make)"),
    ],
)
def test_comment_begins_with_a_word_outside_of_quotes(command: str, rest: str) -> None:
    assert without_comments(command) == rest


def test_words_keep_their_quotes_and_redirections_their_targets() -> None:
    commands = simple_commands('A=1 make \'x y\' "$(cat "$F")" >log 2>&1 && if test -f x; then \\\n  echo $((1 + 2)) | tee -a z; fi')
    assert commands is not None
    assert [command.after for command in commands] == ["", "&&", ";", "|", ";"]
    assert [command.words[0] for command in commands] == ["A=1", "test", "echo", "tee", "fi"]
    assert commands[0].words[1:4] == ("make", "'x y'", '"$(cat "$F")"')
    assert commands[0].redirections == ((">", "log"),)


@pytest.mark.parametrize(
    "text", ["{ a; } >x", "(a)", "a() { b; }", "cat <<E\nE", "cat <<<a", "a <(b)", "`a`", "it's", "a >", "case a in b) c;; esac"]
)
def test_other_commands_are_not_understood(text: str) -> None:
    assert simple_commands(text) is None


@pytest.mark.parametrize("text", ['"' + "${{ x }}" * 3000, "a$(" * 3000, '$(a "b" ' * 3000, "'a" * 3001, "${{" * 3000, '"$((' * 3000])
def test_long_texts_take_no_time(text: str) -> None:
    assert simple_commands(text) is None
