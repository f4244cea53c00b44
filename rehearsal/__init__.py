"""A GitHub, a registry and a runner small enough for one machine, to run what the compiler generates.

Everything listens on loopback, works as an ordinary user, and leaves no process, thread or file behind.

Rooms: `server`, `faults` and `tokens` (HTTP, what may go wrong with it, and who may do what), `github` (the API over a
real bare repository), `registry` (GHCR's surface over a store, which may be a real registry), `runner` (a workflow file,
run by act), `stand_ins` (what plays the actions, npm and crane in a run), `application` (a repository to publish).
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROJECT = "REHEARSAL_PROJECT"
"""The environment variable that names the project that is rehearsed."""
