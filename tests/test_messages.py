"""The catalogue of errors, `templates/messages.toml`, agrees with the step scripts."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
from itertools import zip_longest
from typing import TYPE_CHECKING

import pytest

from rehearsal.engine.documented_errors import CATALOGUE, Catalogue, DocumentedError, read
from tests.script_messages import STEPS, errors, remedies, resolver

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE = STEPS.parent / CATALOGUE
SHOWN = f"templates/{CATALOGUE}"


def differences(catalogue: Catalogue, steps: Path = STEPS) -> list[str]:
    """What the scripts and the catalogue disagree on, each with the edit that resolves it."""
    of_steps = errors(steps)
    titles = dict.fromkeys((error.script, error.title) for error in (*of_steps, *catalogue.errors))
    found = [difference for key in titles for difference in _of_title(_with(of_steps, key), _with(catalogue.errors, key))]
    found += [
        f'{SHOWN}: "{error.title}" of {error.script} is resolved_by = "{error.resolved_by}", but its to_do says otherwise. '
        f'To do: write resolved_by = "{resolver(error.to_do)}", or change to_do'
        for error in catalogue.errors
        if error.resolved_by != resolver(error.to_do)
    ]
    return found + list(_of_remedies(catalogue, remedies(steps)))


def _with(errors: list[DocumentedError] | tuple[DocumentedError, ...], key: tuple[str, str]) -> list[DocumentedError]:
    return [error for error in errors if (error.script, error.title) == key]


def _of_title(of_steps: list[DocumentedError], documented: list[DocumentedError]) -> Iterator[str]:
    for actual, entry in zip_longest(of_steps, documented):
        if entry is None:
            yield f"{SHOWN} has no entry for an error of templates/steps/{actual.script}. To do: add\n\n{entry_for(actual)}"
        elif actual is None:
            yield f'{SHOWN}: no call in templates/steps/{entry.script} says "{entry.title}". To do: remove the entry'
        else:
            for name in ("found", "expected", "to_do"):
                documents, says = getattr(entry, name), getattr(actual, name)
                if documents != says:
                    yield (
                        f'{SHOWN}: {name} of "{entry.title}" is "{documents}", and templates/steps/{entry.script} says "{says}". '
                        f"To do: write {name} = {json.dumps(says, ensure_ascii=False)}, or change the script"
                    )


def _of_remedies(catalogue: Catalogue, of_steps: dict[str, dict[str, str]]) -> Iterator[str]:
    assert catalogue.remedies.keys() == of_steps.keys()
    for kind, by_status in of_steps.items():
        for status in by_status.keys() | catalogue.remedies[kind].keys():
            documents, says = catalogue.remedies[kind].get(status), by_status.get(status)
            if documents != says:
                yield (
                    f'{SHOWN}: {status} of [remedies.{kind}] is "{documents}", and the scripts say "{says}". '
                    f"To do: write {status} = {json.dumps(says, ensure_ascii=False)}, or change the script"
                )


def entry_for(error: DocumentedError) -> str:
    """An error as the catalogue writes it."""
    fields = dataclasses.asdict(error).items()
    return "[[errors]]\n" + "".join(f"{name} = {json.dumps(text, ensure_ascii=False)}\n" for name, text in fields)


def test_the_catalogue_and_the_scripts_agree() -> None:
    assert "\n\n".join(differences(read(FILE))) == ""


def test_the_parser_finds_every_call() -> None:
    """Counted in another way than the parser reads them."""
    calls = sum(
        len(re.findall(r"^[^#\n]*?(?<![\w-])(?:refuse|report_error) ['\"]", file.read_text(encoding="utf-8"), re.MULTILINE))
        for file in STEPS.rglob("*.sh")
    )
    assert len(errors()) == calls
    assert all(all(dataclasses.astuple(error)) for error in errors())


@pytest.mark.parametrize(
    ("script", "find", "replace", "difference"),
    [
        (
            "require-ref.sh",
            'say "on $GITHUB_REF',
            "refuse 'A new error' 'this' 'that' 'do it'\nsay \"on $GITHUB_REF",
            (
                f"{SHOWN} has no entry for an error of templates/steps/require-ref.sh. To do: add\n\n"
                '[[errors]]\nscript = "require-ref.sh"\ntitle = "A new error"\nfound = "this"\nexpected = "that"\n'
                'to_do = "do it"\nresolved_by = "operator"\n'
            ),
        ),
        (
            "copy-if-absent.sh",
            "refuse ",
            "say ",
            f'{SHOWN}: no call in templates/steps/copy-if-absent.sh says "No file to copy to {{TO}}". To do: remove the entry',
        ),
        (
            "copy-if-absent.sh",
            '"neither $TO nor $FROM"',
            '"no $TO"',
            (
                f'{SHOWN}: found of "No file to copy to {{TO}}" is "neither {{TO}} nor {{FROM}}", and '
                'templates/steps/copy-if-absent.sh says "no {TO}". To do: write found = "no {TO}", or change the script'
            ),
        ),
        (
            "lib/install.sh",
            "'X64'",
            "'ARM64'",
            (
                f'{SHOWN}: expected of "No {{name}} for this machine" is "X64", and templates/steps/lib/install.sh says "ARM64". '
                'To do: write expected = "ARM64", or change the script'
            ),
        ),
        (
            "lib/create-tag.sh",
            "the repository is empty",
            "the repository is full",
            (
                f'{SHOWN}: 409 of [remedies.git_tag] is "re-run the failed jobs: the repository is empty or being changed", '
                'and the scripts say "re-run the failed jobs: the repository is full or being changed". '
                'To do: write 409 = "re-run the failed jobs: the repository is full or being changed", or change the script'
            ),
        ),
    ],
    ids=["a new call", "a call that is gone", "found", "expected", "a remedy by status"],
)
def test_a_difference_is_reported_when_a_script_changes(tmp_path: Path, script: str, find: str, replace: str, difference: str) -> None:
    steps = tmp_path / "steps"
    shutil.copytree(STEPS, steps)
    file = steps / script
    text = file.read_text(encoding="utf-8")
    assert text.count(find) == 1
    file.write_text(text.replace(find, replace), encoding="utf-8")
    assert differences(read(FILE), steps) == [difference]


def test_a_difference_is_reported_when_the_catalogue_names_the_wrong_resolver() -> None:
    catalogue = read(FILE)
    first, *others = catalogue.errors
    assert first.resolved_by == "operator"
    (difference,) = differences(Catalogue((dataclasses.replace(first, resolved_by="re-run"), *others), catalogue.remedies))
    assert difference.endswith('To do: write resolved_by = "operator", or change to_do')
