"""What a user declares. GitHub's own syntax is the other model: `compiler/syntax.py`; `compiler/lower.py` leads from here to there.

No module here postpones its annotations: pydantic builds a schema at the first use, and would read postponed ones with the names of the
definition that happens to be first, where `Literal` or `Value` may mean something else.
"""
