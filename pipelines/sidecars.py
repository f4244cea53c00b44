"""Runtime configuration: what an app and its sidecar promise each other, as a check of a pair that runs."""

from __future__ import annotations

from compiler import Program
from pipelines.product import PRODUCT

CHECK_RUNTIME_CONFIG = (
    Program(
        "check-runtime-config",
        path="scripts/publish/check-runtime-config.sh",
        settings={
            "PAIRS": "".join(f"{pair.app} {pair.image} {pair.global_name} {pair.port_variable}\n" for pair in PRODUCT.sidecars),
        },
    )
    if PRODUCT.sidecars
    else None
)
