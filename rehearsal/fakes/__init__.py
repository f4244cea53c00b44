"""Fakes of the actions, npm, crane and the container engine."""
