"""Runs workflow files on this machine, with act."""

from rehearsal.runner.runner import Runner, act

__all__ = ["Runner", "act"]
