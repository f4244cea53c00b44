"""Change the images that a workflow file publishes: the list, the matrix and the annotation of the index."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rehearsal.registry.image import IMAGES_ANNOTATION

if TYPE_CHECKING:
    from collections.abc import Sequence

_LIST = re.compile(r"^(?P<head>(?P<indent> *)(?P<key>IMAGES: \||image:)\n)(?:(?P=indent) {2}\S.*\n)+", re.MULTILINE)
_SET = re.compile(rf"(?<={re.escape(IMAGES_ANNOTATION)}=).*")


def with_images(text: str, images: Sequence[str]) -> str:
    """The file with these images."""

    def replace_list(found: re.Match[str]) -> str:
        mark = "" if found["key"].startswith("IMAGES") else "- "
        return found["head"] + "".join(f"{found['indent']}  {mark}{image}\n" for image in images)

    return _SET.sub(" ".join(sorted(images)), _LIST.sub(replace_list, text))
