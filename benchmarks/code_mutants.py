"""Mutants of our own code: one condition, number or statement changed at a time."""

import ast
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

ROOT = Path(__file__).parent.parent

ROOMS = {
    "checks": ("dlpulint/checks",),
    "placement": ("dlpulint/placement",),
    "engine": ("dlpulint/engine",),
    "others": (
        "dlpulint/conversion",
        "dlpulint/findings",
        "dlpulint/report/gates.py",
        "dlpulint/basics/files.py",
    ),
}
"""Rooms of the package that are mutated, by the name they have in the figures."""

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
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
}
_DECLARATIONS = ("frozen", "kw_only", "strict", "maxsize")
"""Keywords that say how a class, a cache or a zip behaves on mistakes of the programmer."""


class Mutant(Struct, frozen=True):
    """One change to one file: the bytes from `begin` to `end` are replaced."""

    path: str
    """The file, from the root of the project."""
    line: int
    begin: int
    end: int
    before: str
    after: str
    kind: str
    """What was changed: `comparison`, `number`, `statement`, …"""
    entry: str = ""
    """The rule, row or limit of a pack; empty in code."""

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" + (f" ({self.entry})" if self.entry else "")
        return f"{where}: {self.before!r} -> {self.after!r}"

    def applied(self, content: bytes) -> bytes:
        """The file's content with the change."""
        return content[: self.begin] + self.after.encode() + content[self.end :]


def code_mutants(room: str) -> list[Mutant]:
    """All mutants of a room, in the order of its files."""
    found: list[Mutant] = []
    for name in ROOMS[room]:
        path = ROOT / name
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            found += mutants_of(file.read_bytes(), file.relative_to(ROOT).as_posix())
    return found


def mutants_of(content: bytes, path: str) -> Iterator[Mutant]:
    """Mutants of one file of Python, each of which still compiles."""
    starts = [0]
    for line in content.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for node, after, kind in _changes(ast.parse(content)):
        begin = starts[node.lineno - 1] + node.col_offset
        end = starts[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
        before = content[begin:end].decode()
        # Brackets keep the precedence that an operator of higher rank would change.
        text = f"({after})" if isinstance(node, ast.expr) and " " in after else after
        if text != before:
            yield Mutant(path, node.lineno, begin, end, before, text, kind)


def _changes(tree: ast.Module) -> Iterator[tuple[ast.expr | ast.stmt, str, str]]:
    """Nodes with the text that replaces them."""
    skipped = set(_untouched(tree))
    returns_bool = {
        statement
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        and isinstance(function.returns, ast.Name)
        and function.returns.id == "bool"
        for statement in ast.walk(function)
        if isinstance(statement, ast.Return)
    }
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.expr):
            yield from ((node, after, kind) for after, kind in _of_expression(node))
        elif isinstance(node, ast.stmt):
            yield from ((node, after, kind) for after, kind in _of_statement(node, returns_bool))
        for test in _tests(node):
            # Comparisons, `and`, `or` and `not` have mutants of their own.
            if isinstance(test, ast.Name | ast.Attribute | ast.Call | ast.NamedExpr):
                yield test, ast.unparse(ast.UnaryOp(ast.Not(), test)), "condition"


def _tests(node: ast.AST) -> list[ast.expr]:
    """Conditions of a node."""
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        return [node.test]
    return node.ifs if isinstance(node, ast.comprehension) else []


def _of_expression(node: ast.expr) -> Iterator[tuple[str, str]]:
    match node:
        case ast.Compare(left=left, ops=operators, comparators=others):
            for position, operator in enumerate(operators):
                swapped = [*operators]
                swapped[position] = _COMPARISONS[type(operator)]()
                yield ast.unparse(ast.Compare(left, swapped, others)), "comparison"
        case ast.BoolOp(op=operator, values=values):
            other = ast.Or() if isinstance(operator, ast.And) else ast.And()
            yield ast.unparse(ast.BoolOp(other, values)), "and, or"
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield ast.unparse(operand), "not"
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _ARITHMETIC:
            text = any(isinstance(part, ast.JoinedStr) or _is_text(part) for part in (left, right))
            if not text:
                swapped_one = _ARITHMETIC[type(operator)]()
                yield ast.unparse(ast.BinOp(left, swapped_one, right)), "arithmetic"
        case ast.Constant(value=bool(value)):
            yield str(not value), "word"
        case ast.Constant(value=int(value) | float(value)):
            yield repr(value + 1), "number"
            yield repr(value - 1), "number"


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _of_statement(node: ast.stmt, returns_bool: set[ast.stmt]) -> Iterator[tuple[str, str]]:
    match node:
        case ast.Return(value=value) if value is not None:
            if node in returns_bool:
                yield from ((f"return {word}", "result") for word in ("True", "False"))
            elif not (isinstance(value, ast.Constant) and value.value is None):
                yield "return None", "result"
        case ast.Expr(value=ast.Yield() | ast.YieldFrom()):
            # Without its only yield a function would be no generator: it yields nothing.
            yield "yield from ()", "statement"
        case ast.Expr() | ast.AugAssign() | ast.Continue() | ast.Break() | ast.Raise():
            yield "pass", "statement"


def _untouched(tree: ast.Module) -> Iterator[ast.AST]:
    """Nodes that decide nothing: docstrings, annotations, decorators, declarations."""
    for node in ast.walk(tree):
        roots: list[ast.AST] = []
        if isinstance(node, ast.Expr) and _is_text(node.value):
            roots = [node]
        elif isinstance(node, ast.FunctionDef):
            roots = [*node.decorator_list, *([node.returns] if node.returns else [])]
        elif isinstance(node, ast.arg | ast.AnnAssign) and node.annotation:
            roots = [node.annotation]
        elif isinstance(node, ast.ClassDef):
            roots = [*node.keywords, *node.decorator_list]
        elif (isinstance(node, ast.keyword) and node.arg in _DECLARATIONS) or (
            isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        ):
            roots = [node]
        for root in roots:
            yield from ast.walk(root)
