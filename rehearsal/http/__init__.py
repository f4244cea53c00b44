"""The HTTP server that all simulated services share, and the faults that it injects."""
