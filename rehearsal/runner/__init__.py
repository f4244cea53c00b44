"""Run workflow files on this machine with act."""

from rehearsal.runner.runner import Attempt, Runner, act

__all__ = ["Attempt", "Runner", "act"]
