"""What plays the actions, npm and crane in a run."""
