"""Compares generated files with a repository, writes and installs them, and reports what was found."""
