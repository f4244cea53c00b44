"""Versions with different sets of images, and images that lose parts."""

from __future__ import annotations

from rehearsal.application import IMAGES
from rehearsal.engine.scenario import Bump, ChangeImages, DeleteUntagged, Dispatch, Event, Expect, Push, Rerun, Scenario, Start
from rehearsal.runner.path_shims import Crash

_DROPPED = IMAGES[-1]
_ADDED = f"{IMAGES[0]}-added"
_OTHERS = tuple(image for image in IMAGES if image != _DROPPED)
_OLD_IMAGES = (*IMAGES[:2], _DROPPED)
"""The images of a fix for the old version: fewer than either list, and including the dropped one."""
_FIX: tuple[Event, ...] = (ChangeImages(_OLD_IMAGES), Bump("1.2.4"), Push("staging"), Push("main"))
_BEFORE = Start(version="2.0.0", released=("1.2.3",))


def _set_changes(name: str, about: str, images: tuple[str, ...]) -> Scenario:
    """2.0.0 changes the images of 1.2.3, and is followed by 1.2.4."""
    outside = (_DROPPED,) if _DROPPED not in images else ()
    return Scenario(
        name=name,
        description=about,
        start=_BEFORE,
        events=(ChangeImages(images), Push("staging"), Push("main"), *_FIX),
        expect=Expect(
            runs=("success",) * 4,
            staging="2.0.0-staging.0",
            latest="2.0.0-staging.0",
            releases=("1.2.3", "1.2.4", "2.0.0"),
            github_latest="2.0.0",
            unmoved=tuple((image, floating, "1.2.3-staging.0") for image in outside for floating in ("staging", "latest")),
        ),
        min_images=4,
        targets=("I4", "I5", "I6"),
    )


SCENARIOS = (
    _set_changes(
        "image-added", "2.0.0 adds an image. A later fix of 1.2.3 is released without it, and both floating tags stay.", (*IMAGES, _ADDED)
    ),
    _set_changes("image-dropped", "2.0.0 drops an image. A later fix of 1.2.3 is released with it, and both floating tags stay.", _OTHERS),
    _set_changes(
        "image-replaced",
        "2.0.0 adds one image and drops another. A later fix of 1.2.3 is released, and both floating tags stay.",
        (*_OTHERS, _ADDED),
    ),
    Scenario(
        name="parts-lost-before-verification",
        description="Untagged manifests are deleted before verification. :staging stays, and a re-run of all jobs takes the next number.",
        start=Start(builds=1),
        events=(
            Dispatch("staging", crashes=(Crash("verify-published-tags", "Verify the images", "before"),)),
            DeleteUntagged(),
            Rerun(),
        ),
        expect=Expect(runs=("success",), staging="1.2.3-staging.2", messages=("1.2.3-staging.1 is incomplete",)),
        targets=("I4", "I6", "I8"),
    ),
    Scenario(
        name="parts-lost-before-promotion",
        description="Untagged manifests are deleted before a promotion. Nothing is written until the commit is staged again.",
        start=Start(builds=1, released=("1.2.2",)),
        events=(DeleteUntagged(), Push("main"), Dispatch("staging"), Rerun(run=0)),
        expect=Expect(
            runs=("success", "success"),
            staging="1.2.3-staging.1",
            latest="1.2.3-staging.1",
            releases=("1.2.2", "1.2.3"),
            messages=("the staged build of this content is incomplete", "stage this commit again"),
        ),
        targets=("I1", "I6", "I8"),
    ),
)
