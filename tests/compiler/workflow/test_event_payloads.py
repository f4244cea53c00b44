"""The table of event payloads is what the script derives, and paths are looked up in it."""

from __future__ import annotations

import pytest

from compiler.workflow.event_payloads import unknown_key
from tests import event_payloads as derive


def test_table_is_what_the_script_derives() -> None:
    assert derive.PAYLOADS.read_text("utf-8") == derive.derived(), "run `python -m tests.event_payloads`"


@pytest.mark.parametrize(
    ("events", "path"),
    [
        (["push"], "head_commit.author.email"),
        (["push"], "Repository.Owner.login"),
        (["pull_request"], "pull_request.head.repo.fork"),
        (["pull_request_target"], "pull_request.labels"),
        (["push", "release"], "release.tag_name"),
        (["workflow_dispatch"], "inputs.anything"),
        (["repository_dispatch"], "client_payload.anything.inside"),
        (["merge_group"], "merge_group.head_sha"),
        (["schedule"], "schedule"),
        (["schedule"], "organization.login"),
        (["push", "image_version"], "what.is.not.known"),
        (["push"], ""),
    ],
)
def test_path_that_a_payload_may_have_is_known(events: list[str], path: str) -> None:
    assert unknown_key(dict.fromkeys(events), [key for key in path.split(".") if key]) is None


@pytest.mark.parametrize(
    ("events", "path", "index"),
    [
        (["push"], "pull_request.number", 0),
        (["push", "schedule"], "head_commit.author.mail", 2),
        (["pull_request"], "pull_request.head.reff", 2),
        (["schedule"], "head_commit", 0),
    ],
)
def test_path_that_no_payload_has_is_found_at_its_first_unknown_key(events: list[str], path: str, index: int) -> None:
    found = unknown_key(dict.fromkeys(events), path.split("."))
    assert found is not None
    assert found[0] == index
    assert found[1]


def test_field_of_other_activity_types_is_unknown() -> None:
    assert unknown_key({"pull_request": ("labeled", "opened")}, ["label", "name"]) is None
    found = unknown_key({"pull_request": ("opened",), "push": None}, ["label", "name"])
    assert found is not None
    assert found[0] == 0
    assert "label" not in found[1]
