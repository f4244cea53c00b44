"""Run the generated workflows on one machine, against a simulated GitHub and a registry, with fault injection.

All servers listen on loopback. Nothing needs root, and no process, thread or file is left behind. README.md describes the
packages.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROJECT = "REHEARSAL_PROJECT"
"""The environment variable with the root of the project under rehearsal."""
