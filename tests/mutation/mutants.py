"""Mutants: one small change each to a module's syntax tree.

Left out, as no test should detect them: strings (names, texts, docstrings), log calls, ``__repr__`` and ``__str__``,
annotations, decorators, `assert`, ``if TYPE_CHECKING``, and the arguments `strict`, `slots` and `frozen`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import TypeGuard

_PAIRS: list[tuple[type[ast.cmpop], type[ast.cmpop]]] = [
    *((ast.Lt, ast.LtE), (ast.Gt, ast.GtE), (ast.Eq, ast.NotEq), (ast.Is, ast.IsNot), (ast.In, ast.NotIn))
]
_COMPARISONS = {one: other for pair in _PAIRS for one, other in (pair, pair[::-1])}
_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
}
_FIELDS_LEFT_OUT = frozenset({"annotation", "decorator_list", "returns"})
_LOGGING = frozenset({"log", "warn", "fail", "debug", "info", "warning", "error", "exception"})
# The number of the unchanged module, which must pass.
UNCHANGED = -1
_TEXT_LENGTH = 60

# A node, its attribute, and the attribute's other value.
type _Change = tuple[ast.AST, str, object]


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
    changes = _changes(ast.parse((root / path).read_text()))
    return [Mutant(path, line, number, _described(change)) for number, (line, change) in enumerate(changes)]


def mutated(source: bytes, mutant: Mutant, filename: str) -> CodeType:
    """Return a module's code with the mutant's change."""
    tree = ast.parse(source)
    if mutant.number != UNCHANGED:
        _, (node, attribute, value) = list(_changes(tree))[mutant.number]
        setattr(node, attribute, value)
    code: CodeType = compile(ast.fix_missing_locations(tree), filename, "exec", dont_inherit=True)
    return code


def _described(change: _Change) -> str:
    node, attribute, value = change
    original, before = getattr(node, attribute), ast.unparse(node)
    setattr(node, attribute, value)
    after = ast.unparse(node)
    setattr(node, attribute, original)
    same = next((at for at, (old, new) in enumerate(zip(before, after, strict=False)) if old != new), 0)
    start = max(0, same - _TEXT_LENGTH // 2)
    old, new = (" ".join(text[start : start + _TEXT_LENGTH].split()) for text in (before, after))
    return f"`{old}` became `{new}`"


def _changes(node: ast.AST) -> Iterator[tuple[int, _Change]]:
    """Yield the changes to the nodes below a node, each with its line."""
    for field, value in ast.iter_fields(node):
        children = value if isinstance(value, list) else [value]
        for index, child in enumerate(children if field not in _FIELDS_LEFT_OUT else ()):
            if not isinstance(child, ast.AST) or _is_left_out(child):
                continue
            if _is_removable(child):
                yield child.lineno, (node, field, [*children[:index], ast.Pass(), *children[index + 1 :]])
            for attribute, other in _other_values(child):
                yield child.lineno, (child, attribute, other)
            yield from _changes(child)


def _is_left_out(node: ast.AST) -> bool:
    match node:
        case ast.FunctionDef(name="__repr__" | "__str__") | ast.Assert() | ast.TypeAlias():
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING")) | ast.keyword(arg="strict" | "slots" | "frozen"):
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


def _is_removable(node: ast.AST) -> TypeGuard[ast.stmt]:
    """Return whether a node is a call whose result isn't used, or a raise."""
    return isinstance(node, ast.Raise) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call))


def _other_values(node: ast.AST) -> Iterator[tuple[str, object]]:
    match node:
        case ast.Compare(ops=ops):
            for index, op in enumerate(ops):
                yield "ops", [*ops[:index], _COMPARISONS[type(op)](), *ops[index + 1 :]]
        case ast.BinOp(op=op) | ast.AugAssign(op=op) if type(op) in _OPERATORS and not _is_text(node):
            yield "op", _OPERATORS[type(op)]()
        case ast.BoolOp(op=op):
            yield "op", ast.Or() if isinstance(op, ast.And) else ast.And()
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield "operand", ast.UnaryOp(ast.Not(), operand)
        case ast.Constant(value=bool() as value):
            yield "value", not value
        case ast.Constant(value=int() as value):
            yield "value", value + 1
        case ast.Return(value=ast.expr() as result) if not isinstance(result, ast.Constant):
            yield "value", ast.Constant(None)
        case ast.If(test=test) | ast.IfExp(test=test):
            yield "test", ast.UnaryOp(ast.Not(), test)


def _is_text(node: ast.AST) -> bool:
    """Whether an operator joins or formats a string."""
    return any(
        isinstance(each, ast.JoinedStr) or (isinstance(each, ast.Constant) and isinstance(each.value, str | bytes))
        for each in ast.iter_child_nodes(node)
    )
