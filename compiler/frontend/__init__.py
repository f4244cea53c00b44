"""Reads what a project declares: definitions, action pins and script headers."""
