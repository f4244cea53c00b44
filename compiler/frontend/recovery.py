"""Resumes a definition after an exception, so that one run also reports the mistakes after it."""

from __future__ import annotations
import __future__

import ast
from typing import TYPE_CHECKING

from compiler.model.mistakes import Missing, ReportedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import CodeType, ModuleType

_FUTURE = sum(getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_ALL = "*"


def resume(module: ModuleType, source: bytes, code: CodeType, error: BaseException, report: Callable[[BaseException], None]) -> bool:
    """Execute the statements of a module after the one that raised.

    A name that such a statement should have bound is `Missing`, so that what uses it raises no error of its own.

    Args:
        module: the module.
        source: its source.
        code: the compiled source.
        error: what was raised.
        report: called with each error that is not a consequence of another.

    Returns:
        False if nothing of the module was executed, or if it lacks names that are not known.
    """
    line = _line(error, code)
    statements = ast.parse(source).body if line else []
    after = [statement for statement in statements if _begin(statement) > line]
    wrong = [statement for statement in statements if _begin(statement) <= line][-1:]
    if not wrong or any(alias.name == _ALL for alias in getattr(wrong[0], "names", ()) if isinstance(alias, ast.alias)):
        return False
    if len(getattr(wrong[0], "names", ())) > 1:  # an import: the other names may be right
        after = [*_single_imports(wrong[0]), *after]
    else:
        _report(error, wrong[0], module, report)
    for statement in after:
        another = _execute(statement, module, code)
        if another is not None:
            _report(another, statement, module, report)
    return True


def _report(error: BaseException, statement: ast.stmt, module: ModuleType, report: Callable[[BaseException], None]) -> None:
    if not isinstance(error, ReportedError):
        report(error)
    vars(module).update((name, Missing()) for name in _bound([statement]))


def _single_imports(statement: ast.stmt) -> list[ast.stmt]:
    """An import of several names as one import for each."""
    if isinstance(statement, ast.Import):
        return [ast.copy_location(ast.Import([alias]), statement) for alias in statement.names]
    if isinstance(statement, ast.ImportFrom):
        return [ast.copy_location(ast.ImportFrom(statement.module, [alias], statement.level), statement) for alias in statement.names]
    return [statement]


def _line(error: BaseException, code: CodeType) -> int:
    """The line at the top level of the module that raised; 0 if none did."""
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code is code:
            return trace.tb_lineno
        trace = trace.tb_next
    return 0


def _begin(statement: ast.stmt) -> int:
    decorators = statement.decorator_list if isinstance(statement, _SCOPES) else []
    return min([statement.lineno, *(each.lineno for each in decorators)])


def _execute(statement: ast.stmt, module: ModuleType, code: CodeType) -> BaseException | None:
    tree = ast.Module([statement], [])
    compiled = compile(tree, code.co_filename, "exec", flags=code.co_flags & _FUTURE, dont_inherit=True)
    try:
        exec(compiled, vars(module))  # noqa: S102 - definitions are code that is run
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a definition may raise anything, or exit
        return error
    return None


def _bound(statements: Sequence[ast.AST]) -> Iterator[str]:
    """The names that statements bind in their own scope."""
    for each in statements:
        if isinstance(each, _SCOPES):
            yield each.name
        elif isinstance(each, ast.alias):
            yield (each.asname or each.name).partition(".")[0]
        elif isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
            yield each.id
        else:
            yield from _bound(list(ast.iter_child_nodes(each)))
