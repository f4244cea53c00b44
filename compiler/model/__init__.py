"""What a user declares. GitHub's own syntax is the other model: `compiler/syntax.py`; `compiler/lower.py` leads from here to there."""
