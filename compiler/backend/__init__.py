"""Backends: each turns one kind of declaration into generated files."""
