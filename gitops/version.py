"""The syntax of versions: X.Y.Z, or X.Y.Z-<prerelease>.N."""

from __future__ import annotations

import re

_NUMBER = "(?:0|[1-9][0-9]*)"
_MAX_LENGTH = 128
"""The maximum length of an image tag: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests"""


def is_staged(text: str, prerelease: str) -> bool:
    """Whether this is a staged version, X.Y.Z-<prerelease>.N."""
    pattern = rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}-{re.escape(prerelease)}\.{_NUMBER}"
    return re.fullmatch(pattern, text) is not None and len(text) <= _MAX_LENGTH


def is_version(text: str, prerelease: str) -> bool:
    """Whether this is a staged version or a release, without leading zeros and without a `v`: https://semver.org/#backusnaur-form-grammar-for-valid-semver-versions."""
    release = re.fullmatch(rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}", text) is not None and len(text) <= _MAX_LENGTH
    return release or is_staged(text, prerelease)
