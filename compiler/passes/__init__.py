"""The passes from a loaded definition to the workflow tree: resolve names, then lower."""
