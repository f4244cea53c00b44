"""What a definition declares. `compiler/workflow/tree.py` is GitHub's own syntax; `compiler/passes/lower.py` leads from one to the other.

No module here postpones its annotations: pydantic would evaluate them for each class and each of its subclasses.
"""
