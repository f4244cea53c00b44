"""Compares generated files with a repository, writes and installs them, and prepares what the commands print."""
