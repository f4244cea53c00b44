"""`python -m compiler` is `linesmith`."""

from compiler.cli import run

run()
