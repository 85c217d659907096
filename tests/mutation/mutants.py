"""Mutants: one small change each to a module's syntax tree.

Left out, as no test should detect them: strings (names, texts, docstrings), log calls, ``__repr__`` and ``__str__``,
annotations, decorators, `assert`, ``if TYPE_CHECKING``, and the arguments `strict`, `slots` and `frozen`.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import CodeType

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
}
_LOGGING = frozenset({"log", "warn", "fail", "debug", "info", "warning", "error", "exception"})
_UNNOTICEABLE_ARGUMENTS = frozenset({"strict", "slots", "frozen"})
# The number of the unchanged module, which must pass.
UNCHANGED = -1
_TEXTS = frozenset({"__repr__", "__str__"})


@dataclass(frozen=True, slots=True, order=True)
class Mutant:
    """The number-th change to a module."""

    path: str
    line: int
    number: int
    change: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.change}"


def mutants_of(root: Path, path: str) -> list[Mutant]:
    """Return every mutant of a module, in the order of its text."""
    tree = ast.parse((root / path).read_text())
    return [Mutant(path, line, number, change) for number, (line, change, _) in enumerate(_changes(tree))]


def mutated(source: bytes, mutant: Mutant, filename: str) -> CodeType:
    """Return a module's code with the mutant's change."""
    tree = ast.parse(source)
    if mutant.number != UNCHANGED:
        _, _, apply = list(_changes(tree))[mutant.number]
        apply()
    code: CodeType = compile(ast.fix_missing_locations(tree), filename, "exec", dont_inherit=True)
    return code


type _Change = tuple[int, str, Callable[[], None]]


def _changes(node: ast.AST) -> Iterator[_Change]:
    for _, value in ast.iter_fields(node):
        if isinstance(value, list):
            for index, child in enumerate(value):
                if isinstance(child, ast.stmt):
                    yield from _without(value, index)
                if isinstance(child, ast.AST) and not _left_out(node, child):
                    yield from _changed(child)
                    yield from _changes(child)
        elif isinstance(value, ast.AST) and not _left_out(node, value):
            yield from _changed(value)
            yield from _changes(value)


def _left_out(parent: ast.AST, node: ast.AST) -> bool:  # noqa: PLR0911  # a case for each kind
    match parent:
        case ast.FunctionDef() | ast.ClassDef() if node in parent.decorator_list:
            return True
        case ast.FunctionDef() if node is parent.returns:
            return True
        case ast.arg():
            return True
        case ast.AnnAssign() if node is parent.annotation:
            return True
    match node:
        case ast.FunctionDef(name=name) if name in _TEXTS:
            return True
        case ast.Assert() | ast.TypeAlias():
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case ast.keyword(arg=name) if name in _UNNOTICEABLE_ARGUMENTS:
            return True
        case ast.Expr(value=call):
            return _is_logging(call)
    return False


def _is_logging(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attribute)):
            is_log = attribute in _LOGGING or attribute.startswith("log_")
            return is_log and ("log" in name or name == "observability")
    return False


def _without(body: list[ast.stmt], index: int) -> Iterator[_Change]:
    """Yield the removal of a call whose result isn't used, or of a raise."""
    statement = body[index]
    match statement:
        case ast.Expr(value=ast.Call() as call) if not _is_logging(call):
            pass
        case ast.Raise():
            pass
        case _:
            return

    def remove() -> None:
        body[index] = ast.copy_location(ast.Pass(), statement)

    yield statement.lineno, f"removed `{_start(statement)}`", remove


def _changed(node: ast.AST) -> Iterator[_Change]:  # noqa: C901  # a case for each kind of node
    match node:
        case ast.Compare(ops=ops):
            for index, op in enumerate(ops):
                new = _COMPARISONS[type(op)]

                def compare(index: int = index, new: type[ast.cmpop] = new) -> None:
                    node.ops[index] = new()

                yield node.lineno, f"`{_start(node)}`: {type(op).__name__} became {new.__name__}", compare
        case ast.BinOp(op=op) | ast.AugAssign(op=op) if type(op) in _OPERATORS and not _is_text(node):
            operator = _OPERATORS[type(op)]

            def operate() -> None:
                node.op = operator()

            yield node.lineno, f"`{_start(node)}`: {type(op).__name__} became {operator.__name__}", operate
        case ast.BoolOp(op=op):
            other = ast.Or if isinstance(op, ast.And) else ast.And

            def join() -> None:
                node.op = other()

            yield node.lineno, f"`{_start(node)}`: {type(op).__name__} became {other.__name__}", join
        case ast.UnaryOp(op=ast.Not()):

            def affirm() -> None:
                node.operand = ast.UnaryOp(ast.Not(), node.operand)

            yield node.lineno, f"`{_start(node)}`: without its not", affirm
        case ast.Constant(value=bool() | int() as value):
            changed = not value if isinstance(value, bool) else value + 1

            def replace() -> None:
                node.value = changed

            yield node.lineno, f"{value} became {changed}", replace
        case ast.Return(value=ast.expr() as result) if not isinstance(result, ast.Constant):

            def forget() -> None:
                node.value = ast.Constant(None)

            yield node.lineno, f"`{_start(node)}` returned None", forget
        case ast.If(test=ast.expr()) | ast.IfExp(test=ast.expr()):

            def negate() -> None:
                node.test = ast.UnaryOp(ast.Not(), node.test)

            yield node.lineno, f"`if {_start(node.test)}` was negated", negate


def _is_text(node: ast.AST) -> bool:
    """Whether an operator joins or formats a string."""
    return any(
        isinstance(each, ast.JoinedStr) or (isinstance(each, ast.Constant) and isinstance(each.value, str | bytes))
        for each in ast.iter_child_nodes(node)
    )


def _start(node: ast.AST, limit: int = 60) -> str:
    text = ast.unparse(node).replace("\n", " ")
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
