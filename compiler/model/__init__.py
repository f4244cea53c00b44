"""What a definition declares. `compiler/passes/lower.py` converts it to GitHub's own syntax, which is in `compiler/workflow/tree.py`.

No module here postpones its annotations: pydantic would evaluate them for each class and each of its subclasses.
"""
