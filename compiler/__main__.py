"""`python -m compiler` is the same as `linesmith`."""

from compiler.cli import run

run()
