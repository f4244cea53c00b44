"""GitHub's limits.

Source: https://docs.github.com/en/actions/reference/limits
"""

MAX_JOBS = 256
"""Jobs of a matrix."""
MAX_INPUTS = 25
"""Inputs of a manual run.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#providing-inputs
"""
MAX_ENVIRONMENT_NAME = 255
"""Characters of the name of an environment.

Source: https://docs.github.com/en/actions/how-tos/deploy/configure-and-manage-deployments/manage-environments#creating-an-environment
"""
MAX_GROUP = 400
"""Characters of the name of a concurrency group.

Source: https://github.com/actions/runner/blob/main/src/Sdk/WorkflowParser/Conversion/WorkflowTemplateConverter.cs
"""
MAX_FILE_SIZE = 500 * 1024
"""Bytes of a workflow file: 500 KiB."""
MAX_EXPRESSION_LENGTH = 21_000
"""Length of an expression in UTF-16 code units, which is what .NET and JavaScript count.

Source: https://github.com/actions/runner/blob/main/src/Sdk/DTExpressions2/Expressions2/ExpressionConstants.cs
"""
SHORTEN = "shorten it: move a long command to a script, and read a long value from a file"
"""What to do about a text that is too large."""


def size_of(text: str) -> int:
    """Its bytes in UTF-8."""
    return len(text) if text.isascii() else len(text.encode(errors="surrogatepass"))


def length_of(text: str) -> int:
    """Its length in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", errors="surrogatepass")) // 2
