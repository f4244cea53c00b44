"""GitHub's workflow language: syntax tree, expressions and YAML writer. Nothing here knows a definition or a project."""
