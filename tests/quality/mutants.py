"""What can be changed in the functions of a module, one small fault at a time.

In: the source of a module. Out: its mutants, in the order of the source, and the syntax tree with
one of them made. Only bodies of functions are changed (decorated ones too); docstrings, type
annotations, what an error says, and text that people read stay as they are.
"""

import ast
import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
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
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Div,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitAnd,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
CODE_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")  # a key, a column or a code, no sentence
# Of these alone the compiler makes one constant, which stands on the line of what holds it.
FOLDED = (
    *(ast.Constant, ast.Tuple, ast.BinOp, ast.UnaryOp),
    *(ast.operator, ast.unaryop, ast.expr_context),
)
LEFT_ALONE = {
    "annotation",
    "decorator_list",
    "returns",
    "type_params",
    "ctx",
}  # fields that hold no behaviour of the body


@dataclass(frozen=True)
class Mutant:
    """One change: in which function, on which lines, of what kind, and what it says now."""

    function: str
    number: int  # among the changes of the function
    kind: str
    first: int
    last: int
    before: str
    after: str


@dataclass(frozen=True)
class _Place:
    """A node in its parent, so that another can take its seat."""

    function: str
    parent: ast.AST
    field: str
    index: int | None
    lines: tuple[int, int]

    def put(self, node: ast.AST | None) -> None:
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node


def mutants(source: str) -> list[Mutant]:
    """List every mutant of a module."""
    found: list[Mutant] = []
    counted: dict[str, int] = {}
    for place, kind, node, changed in _changes(ast.parse(source)):
        number = counted[place.function] = counted.get(place.function, -1) + 1
        said = [ast.unparse(x) if x is not None else "" for x in (node, changed)]
        found.append(Mutant(place.function, number, kind, *place.lines, *said))
    return found


def mutated(source: str, mutant: Mutant) -> ast.Module:
    """Return the syntax tree of a module with one mutant made."""
    tree = ast.parse(source)
    number = -1
    for place, _, _, changed in _changes(tree):
        number += place.function == mutant.function
        if place.function == mutant.function and number == mutant.number:
            place.put(changed)
            return ast.fix_missing_locations(tree)
    raise KeyError(f"{mutant.function} has no change number {mutant.number}")


Change = tuple[_Place, str, ast.AST, ast.AST | None]


def _changes(tree: ast.Module) -> Iterator[Change]:
    for name, function in functions(tree):
        for position, statement in enumerate(function.body):
            if position == 0 and _is_text(statement):
                continue
            lines = (statement.lineno, statement.end_lineno or statement.lineno)
            yield from _inside(_Place(name, function, "body", position, lines), statement)


def functions(node: ast.AST, prefix: str = "") -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield functions and methods; a function within a function belongs to the outer one."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef):
            yield prefix + child.name, child
        elif isinstance(child, ast.ClassDef):
            yield from functions(child, f"{prefix}{child.name}.")


def _is_text(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _inside(place: _Place, node: ast.AST) -> Iterator[Change]:
    """Yield the changes of a node, then of what is in it; what an error says is left alone."""
    if isinstance(node, ast.Raise | ast.Import | ast.ImportFrom) or _is_text(node):
        return
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return
    for kind, changed in _instead(node):
        yield place, kind, node, changed
    for field, value in ast.iter_fields(node):
        if field in LEFT_ALONE or (isinstance(node, ast.JoinedStr) and field == "value"):
            continue
        if isinstance(node, ast.Call) and field == "args" and _is_cast(node):
            value, skipped = value[1:], 1  # the type that a cast names
        else:
            skipped = 0
        if isinstance(value, ast.AST):
            yield from _inside(_at(place, node, field, None, value), value)
        elif isinstance(value, list):
            for index, item in enumerate(value, start=skipped):
                if isinstance(item, ast.AST) and not _is_piece(node, item):
                    yield from _inside(_at(place, node, field, index, item), item)


def _is_cast(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Name) and node.func.id == "cast"


def _is_piece(node: ast.AST, item: ast.AST) -> bool:
    """Whether an item is the fixed text between the braces of an f-string."""
    return isinstance(node, ast.JoinedStr) and isinstance(item, ast.Constant)


def _at(place: _Place, node: ast.AST, field: str, index: int | None, child: ast.AST) -> _Place:
    first, last = getattr(child, "lineno", None), getattr(child, "end_lineno", None)
    lines = (first, last) if first and last else place.lines
    if all(isinstance(part, FOLDED) for part in ast.walk(child)):  # runs where its statement starts
        lines = (place.lines[0], lines[1])
    return _Place(place.function, node, field, index, lines)


def _instead(node: ast.AST) -> Iterator[tuple[str, ast.AST | None]]:
    """Yield what could stand in the place of a node, by the kind of fault."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARISONS:
        swapped = copy.copy(node)
        swapped.ops = [COMPARISONS[type(node.ops[0])](), *node.ops[1:]]
        yield "comparison", swapped
    elif isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in ARITHMETIC:
        swapped_sum = copy.copy(node)
        swapped_sum.op = ARITHMETIC[type(node.op)]()
        yield "arithmetic", swapped_sum
    elif isinstance(node, ast.UnaryOp):
        yield "arithmetic", node.operand
    elif isinstance(node, ast.BoolOp):
        other: ast.boolop = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield "boolean", ast.BoolOp(other, node.values)
    elif isinstance(node, ast.Constant):
        yield from _other_constant(node)
    elif isinstance(node, ast.Return) and node.value is not None:
        if not (isinstance(node.value, ast.Constant) and node.value.value is None):
            yield "return value", ast.Return(None)
    elif isinstance(node, ast.Slice):
        if node.lower is not None:
            yield "slice", ast.Slice(None, node.upper, node.step)
        if node.upper is not None:
            yield "slice", ast.Slice(node.lower, None, node.step)
    elif isinstance(node, ast.Call):
        yield from _fewer_arguments(node)
    elif isinstance(node, ast.Break | ast.Continue):
        yield "condition", ast.Continue() if isinstance(node, ast.Break) else ast.Break()
    if isinstance(node, ast.If | ast.While | ast.IfExp) and not isinstance(node.test, ast.UnaryOp):
        against = copy.copy(node)
        against.test = ast.UnaryOp(ast.Not(), node.test)
        yield "condition", against
    if isinstance(node, ast.comprehension):
        for index, test in enumerate(node.ifs):
            kept = copy.copy(node)
            kept.ifs = node.ifs[:index] + node.ifs[index + 1 :]
            yield "condition", kept
            del test


def _other_constant(node: ast.Constant) -> Iterator[tuple[str, ast.AST]]:
    value = node.value
    if isinstance(value, bool):
        yield "constant", ast.Constant(not value)
    elif isinstance(value, int | float):
        yield "constant", ast.Constant(value + 1)
    elif isinstance(value, str) and CODE_WORD.fullmatch(value):
        yield "constant", ast.Constant(f"XX{value}")


def _fewer_arguments(node: ast.Call) -> Iterator[tuple[str, ast.AST]]:
    """Leave out the last named argument, or else the last of several given in order."""
    named = [index for index, keyword in enumerate(node.keywords) if keyword.arg is not None]
    if named:
        kept = node.keywords[: named[-1]] + node.keywords[named[-1] + 1 :]
        yield "argument", ast.Call(node.func, node.args, kept)
    elif len(node.args) > 1 and not isinstance(node.args[-1], ast.Starred):
        yield "argument", ast.Call(node.func, node.args[:-1], node.keywords)
