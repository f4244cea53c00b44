"""A scenario, as data: where it starts, what happens, what goes wrong, and what must be true at the end.

    Scenario(
        name="promote",
        about="A staged build is promoted.",
        events=(Push("staging"), Push("main")),
        expect=Expect(runs=("green", "green"), staging="1.2.3-staging.0", latest="1.2.3-staging.0", releases=("1.2.3",)),
    )

Whatever it expects, the invariants hold as well: after each event that leaves no run active, and at the end.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from rehearsal.application import BRANCHES, DEVELOPMENT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rehearsal.http.faults import Fault
    from rehearsal.registry.server import Absent
    from rehearsal.runner.path_shims import Death

Branch = str
Line = Literal["staging", "main"]
BEFORE: Mapping[Branch, Branch] = dict(pairwise(reversed(BRANCHES)))
"""The branch that each branch mirrors."""


@dataclass(frozen=True, slots=True)
class Start:
    """What is there before the first event.

    `builds` staged builds of the base, complete, the last one named by `:staging`; `released` bases that were promoted before.
    `without` are images that the builds do not have. `tampered` serves another crane than the one that the file pins.
    `reader` sets the secret GHCR_REGISTRY_TOKEN. `others` are releases that are none of this product's versions.
    """

    version: str = "1.2.3"
    builds: int = 0
    without: Sequence[str] = ()
    released: Sequence[str] = ()
    absent: Absent = "unknown"
    reader: bool = False
    tampered: bool = False
    changelog: str | None = None
    others: int = 0


@dataclass(frozen=True, slots=True)
class Commit:
    """Somebody commits to the development branch: these files, or something that no commit had before."""

    message: str = "fix: something"
    files: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bump:
    """Somebody sets the version and writes its changelog, on the development branch."""

    version: str
    changelog: str | None = None


@dataclass(frozen=True, slots=True)
class ListImages:
    """Somebody makes the list of images this one, on the development branch: some are new, some are no more."""

    images: Sequence[str]


@dataclass(frozen=True, slots=True)
class Push:
    """The branch of a line is made what the branch before it is, which starts that line, unless its head commit has a skip instruction.

    With `merged` a pull request does it.
    """

    line: Line
    merged: bool = False
    deaths: Sequence[Death] = ()


@dataclass(frozen=True, slots=True)
class Dispatch:
    """Somebody starts a line by hand, on its own branch or on another, which is made from the development branch where there is none."""

    line: Line
    branch: Branch = ""
    override: str = ""
    deaths: Sequence[Death] = ()


@dataclass(frozen=True, slots=True)
class Rerun:
    """Somebody runs a run again: its failed jobs, or all. Runs are counted from 0, from the end with a negative number."""

    run: int = -1
    jobs: Literal["failed", "all"] = "failed"
    deaths: Sequence[Death] = ()


@dataclass(frozen=True, slots=True)
class Break:
    """From now on a server has this fault; its counting starts here."""

    server: Literal["github", "registry", "elsewhere"]
    fault: Fault


@dataclass(frozen=True, slots=True)
class Mend:
    """No server has a fault any more."""


@dataclass(frozen=True, slots=True)
class Deny:
    """The package of an image is shown to nobody any more; or again."""

    image: str
    denied: bool = True


@dataclass(frozen=True, slots=True)
class DeleteTag:
    """Somebody deletes a Git tag."""

    tag: str


@dataclass(frozen=True, slots=True)
class MakeTag:
    """Somebody makes a Git tag of their own at the head of a branch."""

    tag: str
    branch: Branch = DEVELOPMENT


@dataclass(frozen=True, slots=True)
class UseUp:
    """Other workflows of the repository make so many API requests in this hour, which ends with the scenario's last event."""

    requests: int = 1000


@dataclass(frozen=True, slots=True)
class LoseUntagged:
    """A clean-up job of the registry deletes every manifest that has no tag: the parts of each image, and no index."""


@dataclass(frozen=True, slots=True)
class Typed:
    """Somebody types a command in a clone of the application, or a block of its guide after it; what it pushes starts runs.

    It must succeed. `says` are texts that it must print.
    """

    command: str
    block: str = ""
    says: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Together:
    """Events that begin at once and are over when all are. What happens in Git happens in this order; runs go on at the same time."""

    events: tuple[Commit | Bump | Push | Dispatch | Rerun, ...]


Event = (
    Commit
    | Bump
    | ListImages
    | Push
    | Dispatch
    | Rerun
    | Break
    | Mend
    | Deny
    | DeleteTag
    | MakeTag
    | LoseUntagged
    | UseUp
    | Typed
    | Together
)
Conclusion = Literal["green", "red", "cancelled"]


@dataclass(frozen=True, slots=True)
class Expect:
    """What is true at the end. None: not looked at.

    `runs` says how each run ended, in the order of their start; those that began with one event are in no order. `says` are texts
    that the annotations of the runs must have among them; `staging` and `latest` the version that the tag names on all images of its
    set, "" for none; `kept` are images outside that set, each with a tag and the version that it still names; `versions` exactly the
    staged versions that Git has tags of, `releases` exactly the releases that GitHub has and Git has tags of, but for `strangers`,
    which look like some and are none; `shown` the release that GitHub shows as its latest, "" for none.
    """

    runs: tuple[Conclusion, ...] | None = None
    says: tuple[str, ...] = ()
    staging: str | None = None
    latest: str | None = None
    versions: tuple[str, ...] | None = None
    releases: tuple[str, ...] | None = None
    shown: str | None = None
    strangers: tuple[str, ...] = ()
    kept: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Scenario:
    """One rehearsal. `tries` are the invariants that it tries to break.

    With `heal`, what was broken is mended at the end, and runs that failed are run again, as GitHub offers it, until they are
    green or say what a person must do. `between_moves` says that a run dies between two moves of a floating tag: then I4 waits
    for the next one.
    """

    name: str
    about: str
    events: tuple[Event, ...]
    expect: Expect = field(default_factory=Expect)
    start: Start = field(default_factory=Start)
    heal: bool = True
    between_moves: bool = False
    tries: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    """Programs that it cannot be played without."""
    least: int = 1
    """How many images a product has for which it can be played."""
