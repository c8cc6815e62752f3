"""The functions that a printed formula calls, by the names that they have there."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from jacobook.language.book.meaning import COLUMN, MATRIX, ROW, SCALAR, Meaning, Meanings, called
from jacobook.language.book.signs import Sign, refused
from jacobook.language.dimension import ONE, Dimension
from jacobook.language.expression import Variable
from jacobook.language.functions import ELEMENTWISE, FUNCTIONS, OPERATOR, PRINTED_FUNCTIONS, Function
from jacobook.language.functions.factors import FACTORS
from jacobook.language.functions.rotations import HAT, ROTATIONS
from jacobook.language.functions.shapes import OF_ALL, SQUARE_TO_SCALAR, SQUARE_TO_SQUARE, Arguments, ShapeClash
from jacobook.language.synonyms import OF_VECTORS, SYNONYMS, suggestion

BARE = frozenset({"tr", "det", "log"})
"""The functions that may stand before a letter, or before another function, without a bracket."""
_OPERATOR = re.compile(r"\\operatorname\{([A-Za-z0-9]+)\}((?:_[A-Z])?)")
_NAMED = Counter(each.notation.get("latex", "") for each in FUNCTIONS.values())
_PRINTED = {each.notation["text"]: each.name for each in FUNCTIONS.values() if "text" in each.notation} | {
    found[1] + found[2]: each.name
    for each in FUNCTIONS.values()
    if (found := _OPERATOR.fullmatch(each.notation.get("latex", ""))) and _NAMED[found[0]] == 1
}
PARTS: dict[str, frozenset[str]] = {
    whole: frozenset(each.name.partition(".")[2] for each in FACTORS if each.name.startswith(f"{whole}."))
    for whole in {each.name.partition(".")[0] for each in FACTORS if "." in each.name}
}
"""The factorizations, with the parts that are written after a point: svd(A).U."""
_INVERTED = frozenset(each.notation["text"] for each in PRINTED_FUNCTIONS.values() if "text" in each.notation)
LABELLED = {
    each.notation["latex"]: each.notation["text"]
    for each in FUNCTIONS.values()
    if "text" in each.notation and re.fullmatch("[A-Za-z]_[a-z]", each.notation.get("latex", ""))
}
"""Functions that are printed as a letter with a label, as J_r, by how LaTeX writes them."""
_SQUARE = {
    each.name: SCALAR if each.signature is SQUARE_TO_SCALAR else MATRIX
    for each in FUNCTIONS.values()
    if each.signature in (SQUARE_TO_SCALAR, SQUARE_TO_SQUARE)
}
_OF_ALL = frozenset(each.name for each in FUNCTIONS.values() if each.signature is OF_ALL)
_NOT_READ = frozenset({"where", "eye", "ones", "zeros"})
_BY_THEIR_SHAPES = frozenset(each.name for each in (*ROTATIONS, *FACTORS))


def is_function(name: str) -> bool:
    """Whether a word is a function of the language, or what one is called in print."""
    called_so = _PRINTED.get(name, SYNONYMS.get(name, name))
    return called_so in FUNCTIONS and FUNCTIONS[called_so].kind != OPERATOR


def is_inverse_function(name: str, raised: str) -> bool:
    """Whether a function with ⁻¹ above it is printed for the inverse of its value, as Jᵣ⁻¹(w) is."""
    return f"{name}{raised}" in _INVERTED


def applied(make: Meanings, name: str, arguments: Sequence[Meaning], sign: Sign) -> Meaning:
    """A function of its arguments. Raises `LanguageError` where they do not fit it."""
    function = _PRINTED.get(name, SYNONYMS.get(name, name))
    table = FUNCTIONS.get(function)
    if table is None or function in _NOT_READ:
        raise refused(make.text, sign.start, sign.end, f"{name} is not read in a book's formula", suggestion(name))
    if len(arguments) != table.arity:
        wanted = f"{table.arity} argument{'s' if table.arity != 1 else ''}"
        raise refused(make.text, sign.start, sign.end, f"{name} takes {wanted}, not {len(arguments)}")
    for part in arguments:
        if part.undecided:
            raise make.refused(part, "this zero may be a vector or a matrix")
    first = arguments[0]
    if table.kind == ELEMENTWISE:
        return make.entrywise(function, *arguments)
    if table.equation or function in _BY_THEIR_SHAPES:
        return _by_equation(make, table, arguments)
    if function in _SQUARE:
        part = make.matrix(first)
        make.square(part, f"the {table.called}")
        kind = _SQUARE[function]
        sizes = (part.rows, part.columns) if kind == MATRIX else (ONE, ONE)
        return make.joined(called(function, part.node), kind, *sizes, first)
    if function in _OF_ALL:
        if name in OF_VECTORS and first.kind == MATRIX:
            raise make.refused(first, "the language does not have the 2-norm of a matrix", "write ‖X‖_F")
        return make.joined(called(function, first.node), SCALAR, ONE, ONE, first)
    made = _of_vectors(make, function, arguments)
    if made is None and all(part.kind != ROW for part in arguments) and table.kind not in (OPERATOR, ELEMENTWISE):
        return _by_equation(make, table, arguments)
    if made is None:
        raise make.refused(first, f"{name} takes no {first.kind.removeprefix('a ')} here")
    return made


def cross_matrix(make: Meanings, part: Meaning) -> Meaning:
    """[w]×, the matrix of a cross product."""
    return _by_equation(make, FUNCTIONS[HAT], [part])


def _by_equation(make: Meanings, function: Function, arguments: Sequence[Meaning]) -> Meaning:
    """A function that is read as its equation, of arguments with the shapes of its parameters."""
    axes = {SCALAR: 0, COLUMN: 1, ROW: 2, MATRIX: 2}
    given = [Variable("", (each.rows, each.columns)[: axes[each.kind]]) for each in arguments]
    try:
        shape = function.signature.shape(Arguments(function.name, given, make.unifier))
    except ShapeClash as clash:
        raise make.refused(arguments[0], str(clash), clash.hint) from None
    kind = (SCALAR, COLUMN, MATRIX)[len(shape)]
    rows, columns = (*shape, ONE, ONE)[:2]
    nodes = [each.plain if each.kind == COLUMN else each.node for each in arguments]
    whole, _, part = function.name.partition(".")
    node = ast.Attribute(called(whole, *nodes), part) if part else called(function.name, *nodes)
    return make.joined(node, kind, rows, columns, *arguments)


def _of_vectors(make: Meanings, function: str, arguments: Sequence[Meaning]) -> Meaning | None:
    """A function whose result depends on what its arguments are; None where it is not defined for them."""
    first = arguments[0]
    match function:
        case "kron":
            return make.stacked(*arguments)
        case "diag" if first.kind == COLUMN:
            return make.joined(called("diag", first.plain), MATRIX, first.rows, first.rows, first)
        case "diag" if first.kind == MATRIX:
            make.square(first, "the diagonal")
            return make.joined(called("diag", first.node), COLUMN, first.rows, ONE, first)
        case "vec" if first.kind == COLUMN:
            return first
        case "vec" if first.kind == MATRIX:
            length: Dimension = make.unifier.resolve(first.rows) * make.unifier.resolve(first.columns)
            return make.joined(called("vec", first.node), COLUMN, length, ONE, first)
        case "softmax" if first.kind in (COLUMN, ROW):
            return replace(first, node=called("softmax", first.node), parts=first.parts + 1)
        case "logsumexp" if first.kind in (COLUMN, ROW):
            return make.joined(called("logsumexp", first.plain), SCALAR, ONE, ONE, first)
        case "cross" if first.kind == arguments[1].kind == COLUMN:
            for part in arguments:
                make.same(part, part.rows, Dimension.of(3), "the cross product needs vectors of length 3")
            nodes: list[ast.expr] = [part.plain for part in arguments]
            return make.joined(called("cross", *nodes), COLUMN, first.rows, ONE, *arguments)
        case "outer" if first.kind == arguments[1].kind == COLUMN:
            return make.product(first, make.transposed(arguments[1]))
        case "matrix_power":
            return make.raised(first, arguments[1], minus=False)
        case _:
            return None
