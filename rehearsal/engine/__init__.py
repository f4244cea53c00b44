"""Scenarios and sweeps as data, the simulation that they run in, and the invariants."""
