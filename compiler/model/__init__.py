"""What a definition declares. `compiler/workflow/tree.py` is GitHub's own syntax; `compiler/passes/lower.py` leads from one to the other.

No module here postpones its annotations: pydantic builds a schema at the first use, and would read postponed ones with the names of the
definition that happens to be first, where `Literal` or `Value` may mean something else.
"""
