"""The attestations of the simulated GitHub: permissions, pages, predicate types, and the URLs of bundles."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from rehearsal.github.attestations import compress
from rehearsal.http.faults import Fault
from rehearsal.third_parties import BUNDLES, ThirdParties
from rehearsal.tokens import Grant
from tests.rehearsal.attestations import MANIFEST, NAME, digest, unsigned
from tests.rehearsal.http_client import NOBODY, OWNER, Reply, send

if TYPE_CHECKING:
    from rehearsal.github import GitHub
    from rehearsal.tokens import Tokens

ATTESTER, VERIFIER = "ghs_attester", "ghs_verifier"
DIGEST = digest(MANIFEST)
SBOM = "https://spdx.dev/Document/v2.3"


@pytest.fixture(autouse=True)
def _holders(tokens: Tokens) -> None:
    """The token of a job that attests, and of one that verifies."""
    tokens.add(ATTESTER, Grant(attestations="write", holder="attester"))
    tokens.add(VERIFIER, Grant(attestations="read", holder="verifier"))


def store(github: GitHub, bundle: object, token: str = ATTESTER) -> Reply:
    return send("POST", f"{github.api_url}/repos/{OWNER}/attestations", {"bundle": bundle}, token=token)


def listed(github: GitHub, subject: str = DIGEST, query: str = "", token: str = VERIFIER, version: str = "2022-11-28") -> Reply:
    url = f"{github.api_url}/repos/{OWNER}/attestations/{subject}{query}"
    return send("GET", url, token=token, X_GitHub_Api_Version=version)


def test_a_stored_bundle_is_listed_under_each_of_its_subjects(github: GitHub) -> None:
    other = digest(b"{}")
    bundle = unsigned({NAME: DIGEST, "other": other})
    made = store(github, bundle)
    assert (made.status, made.headers["X-Accepted-GitHub-Permissions"]) == (201, "attestations=write")
    assert made.value == {"id": github.attestations.of(DIGEST)[0].id}
    for subject in (DIGEST, other):
        reply = listed(github, subject)
        (one,) = reply.value["attestations"]
        assert (one["bundle"], one["repository_id"], one["initiator"]) == (bundle, 1, "user")
        assert reply.headers["X-Accepted-GitHub-Permissions"] == "attestations=read"
    assert listed(github, digest(b"neither")).status == 404


@pytest.mark.parametrize(("token", "status"), [(NOBODY, 403), ("", 404), ("ghs_unknown", 401), (VERIFIER, 403)])
def test_storing_needs_the_permission(github: GitHub, token: str, status: int) -> None:
    assert store(github, unsigned({NAME: DIGEST}), token).status == status
    assert github.attestations.of(DIGEST) == []


@pytest.mark.parametrize(("token", "status"), [(NOBODY, 403), ("", 404), ("ghs_unknown", 401), (ATTESTER, 200)])
def test_listing_needs_the_permission(github: GitHub, token: str, status: int) -> None:
    github.attestations.add(unsigned({NAME: DIGEST}))
    assert listed(github, token=token).status == status


@pytest.mark.parametrize("bundle", [None, "x", [], {}, {"mediaType": "x", "dsseEnvelope": {"payload": "e30="}}])
def test_invalid_bundle_is_refused(github: GitHub, bundle: object) -> None:
    assert store(github, bundle).status == 422


def test_pages_have_cursors(github: GitHub) -> None:
    ids = [github.attestations.add(unsigned({NAME: DIGEST})).id for _ in range(5)]
    seen, url, replies = [], f"{github.api_url}/repos/{OWNER}/attestations/{DIGEST}?per_page=2&predicate_type=provenance", []
    while url:
        reply = send("GET", url, token=VERIFIER)
        replies.append(reply)
        seen += [number_of(one) for one in reply.value["attestations"]]
        url = link(reply, "next")
    assert (seen, len(replies)) == (ids[::-1], 3)
    assert "page=" not in (replies[0].headers["Link"] or "").replace("per_page=", "")
    back = send("GET", link(replies[2], "prev"), token=VERIFIER)
    assert back.value == replies[1].value
    assert link(back, "next")
    assert link(send("GET", link(back, "prev"), token=VERIFIER), "prev") == ""


def number_of(one: dict[str, Any]) -> int:
    found = re.search(r"/(\d+)\.json", one["bundle_url"])
    assert found
    return int(found[1])


def link(reply: Reply, rel: str) -> str:
    found = re.search(rf'<([^>]+)>; rel="{rel}"', reply.headers["Link"] or "")
    return found[1] if found else ""


TYPES = {"provenance": 1, "https://slsa.dev/provenance/v1": 1, "sbom": 1, SBOM: 1, "release": 0, "https://slsa.dev/provenance/v": 0}


@pytest.mark.parametrize(("wanted", "count"), TYPES.items())
def test_a_predicate_type_filters(github: GitHub, wanted: str, count: int) -> None:
    github.attestations.add(unsigned({NAME: DIGEST}))
    github.attestations.add(unsigned({NAME: DIGEST}, predicateType=SBOM))
    reply = listed(github, query=f"?predicate_type={wanted}")
    assert (reply.status, len(reply.value.get("attestations", []))) == (200 if count else 404, count)


def test_the_newest_version_of_the_api_has_only_the_url(github: GitHub) -> None:
    bundle = unsigned({NAME: DIGEST})
    github.attestations.add(bundle)
    (one,) = listed(github, version="2026-03-10").value["attestations"]
    assert "bundle" not in one
    assert json.loads(expand(send("GET", one["bundle_url"]).body)) == bundle


def test_the_url_of_a_bundle_is_signed_at_a_third_party(github: GitHub) -> None:
    github.third_parties = ThirdParties()
    github.attestations.add(unsigned({NAME: DIGEST}))
    urls = [listed(github).value["attestations"][0]["bundle_url"] for _ in range(2)]
    assert all(url.startswith(f"https://{BUNDLES}/attestations/1/") for url in urls)
    assert {url.rpartition("sig=")[2] for url in urls} == github.third_parties.signatures
    assert len(set(urls)) == 2


def test_requests_count_and_faults_apply(github: GitHub) -> None:
    bundle = unsigned({NAME: DIGEST})
    github.faults.add(Fault("/attestations$", method="POST", status=502, took_effect=True))
    assert store(github, bundle).status == 502
    assert len(github.attestations.of(DIGEST)) == 1
    github.rates.jobs = 2
    assert [listed(github).status, store(github, bundle).status] == [200, 403]
    assert [(entry.method, entry.caller) for entry in github.log] == [("POST", "attester"), ("GET", "verifier"), ("POST", "attester")]


def test_a_deleted_attestation_is_not_listed(github: GitHub) -> None:
    github.attestations.add(unsigned({NAME: DIGEST}))
    before = github.attestations.copy()
    assert (github.attestations.delete(DIGEST), github.attestations.delete(DIGEST)) == (1, 0)
    assert listed(github).status == 404
    assert [one.id for one in before.of(DIGEST)] == [7001]
    assert before.add(unsigned({NAME: DIGEST})).id == 7002


@pytest.mark.parametrize("size", [0, 1, 127, 128, 65_536, 65_537, 200_000])
def test_snappy_keeps_the_content(size: int) -> None:
    content = bytes(number % 251 for number in range(size))
    assert expand(compress(content)) == content


def expand(block: bytes) -> bytes:
    """Read literals in Snappy's block format."""
    size = place = 0
    while block[place] & 0x80:
        size |= (block[place] & 0x7F) << 7 * place
        place += 1
    size |= block[place] << 7 * place
    place, content = place + 1, b""
    while place < len(block):
        assert block[place] == 61 << 2
        length = int.from_bytes(block[place + 1 : place + 3], "little") + 1
        content += block[place + 3 : place + 3 + length]
        place += 3 + length
    assert len(content) == size
    return content
