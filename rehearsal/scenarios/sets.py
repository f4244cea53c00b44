"""Another list of images on either side of a floating tag, and images that lose their parts."""

from __future__ import annotations

from rehearsal.application import IMAGES
from rehearsal.engine.scenario import Bump, Dispatch, Event, Expect, ListImages, LoseUntagged, Push, Rerun, Scenario, Start
from rehearsal.runner.path_shims import Death

_DROPPED = IMAGES[-1]
_ADDED = "worker"
_OTHERS = tuple(image for image in IMAGES if image != _DROPPED)
_OLD_LINE = (*IMAGES[:2], _DROPPED)
"""What a fix of an old version still publishes: the dropped image among them, and fewer than either list."""
_FIX: tuple[Event, ...] = (ListImages(_OLD_LINE), Bump("1.2.4"), Push("staging"), Push("main"))
_BEFORE = Start(version="2.0.0", released=("1.2.3",))


def _set_changes(name: str, about: str, images: tuple[str, ...]) -> Scenario:
    """2.0.0 has other images than 1.2.3, and 1.2.4 comes after it."""
    outside = (_DROPPED,) if _DROPPED not in images else ()
    return Scenario(
        name=name,
        about=about,
        start=_BEFORE,
        events=(ListImages(images), Push("staging"), Push("main"), *_FIX),
        expect=Expect(
            runs=("green",) * 4,
            staging="2.0.0-staging.0",
            latest="2.0.0-staging.0",
            releases=("1.2.3", "1.2.4", "2.0.0"),
            shown="2.0.0",
            kept=tuple((image, floating, "1.2.3-staging.0") for image in outside for floating in ("staging", "latest")),
        ),
        least=4,
        tries=("I4", "I5", "I6"),
    )


SCENARIOS = (
    _set_changes(
        "image-added", "2.0.0 adds an image. After it a fix of 1.2.3 is released, without it: both floating tags stay.", (*IMAGES, _ADDED)
    ),
    _set_changes("image-dropped", "2.0.0 drops an image. After it a fix of 1.2.3 is released, with it: both floating tags stay.", _OTHERS),
    _set_changes(
        "image-replaced",
        "2.0.0 adds one image and drops another. After it a fix of 1.2.3 is released: both floating tags stay.",
        (*_OTHERS, _ADDED),
    ),
    Scenario(
        name="parts-lost-before-verification",
        about="The registry loses what has no tag before a version is verified: :staging stays, and all jobs again take the next number.",
        start=Start(builds=1),
        events=(
            Dispatch("staging", deaths=(Death("verify-published-tags", "Verify the images", "before"),)),
            LoseUntagged(),
            Rerun(),
        ),
        expect=Expect(runs=("green",), staging="1.2.3-staging.2", says=("1.2.3-staging.1 is not whole",)),
        tries=("I4", "I6", "I8"),
    ),
    Scenario(
        name="parts-lost-before-promotion",
        about="The registry loses what has no tag before a promotion: nothing is written until the commit is staged again.",
        start=Start(builds=1, released=("1.2.2",)),
        events=(LoseUntagged(), Push("main"), Dispatch("staging"), Rerun(run=0)),
        expect=Expect(
            runs=("green", "green"),
            staging="1.2.3-staging.1",
            latest="1.2.3-staging.1",
            releases=("1.2.2", "1.2.3"),
            says=("the staged build of this content is not whole", "stage this commit again"),
        ),
        tries=("I1", "I6", "I8"),
    ),
)
