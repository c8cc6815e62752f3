"""Comparisons, the larger and the smaller of two values, and the choice between cases."""

from __future__ import annotations

from functools import partial

from jacobook.language.dimension import Shape
from jacobook.language.domain import Domain, Predicate
from jacobook.language.expression import Call
from jacobook.language.functions.record import ELEMENTWISE, STRUCTURE, Function
from jacobook.language.functions.shapes import ENTRYWISE_PAIR, Arguments, ShapeClash, Signature, broadcast
from jacobook.language.functions.values import interval

_TIE = "a {} has no derivative where its two arguments are equal"
_JUMP = "a comparison jumps where its two sides are equal"
_BORDER = "a choice between cases may have no derivative on the border between them"

_pair = partial(Function, kind=ELEMENTWISE, signature=ENTRYWISE_PAIR, arity=2)
_comparison = partial(_pair, kink=_JUMP, title="comparison", values=interval("[0, 1]"))

_COMPARISONS = (
    _comparison(name="greater", definition="Piecewise((1, t > s), (0, True))", summary="1 where t > s, else 0"),
    _comparison(name="greater_equal", definition="Piecewise((1, t >= s), (0, True))", summary="1 where t ≥ s, else 0"),
    _comparison(name="less", definition="Piecewise((1, t < s), (0, True))", summary="1 where t < s, else 0"),
    _comparison(name="less_equal", definition="Piecewise((1, t <= s), (0, True))", summary="1 where t ≤ s, else 0"),
)
COMPARISONS = frozenset(function.name for function in _COMPARISONS)

LARGER_AND_SMALLER = (
    _pair(
        name="maximum",
        definition="Piecewise((t, t >= s), (s, True))",
        summary="the larger of two values",
        title="maximum",
        kink=_TIE.format("maximum"),
        notation={
            "latex": r"\max",
            "typst": "max",
            "text": "max",
            "spoken": "the maximum",
            "arrays": "maximum",
            "sympy": "sympy.Max({0}, {1})",
            "julia": "max",
        },
    ),
    _pair(
        name="minimum",
        definition="Piecewise((t, t <= s), (s, True))",
        summary="the smaller of two values",
        title="minimum",
        kink=_TIE.format("minimum"),
        notation={
            "latex": r"\min",
            "typst": "min",
            "text": "min",
            "spoken": "the minimum",
            "arrays": "minimum",
            "sympy": "sympy.Min({0}, {1})",
            "julia": "min",
        },
    ),
    _pair(
        name="arctan2",
        definition="atan2(t, s)",
        summary="angle of the point (s, t), between −π and π",
        meaning="angle of the point (y, x) seen from the origin, arctan(x/y) where y > 0",
        title="angle",
        values=interval("[-4, 4]"),
        domain=Domain(
            derivative=Predicate.NOT_HALF_TURN,
            through="arctan2",
            elsewhere="the angle jumps by 2π, though its derivative continues",
        ),
        synonyms=("atan2",),
        notation={
            "latex": r"\operatorname{atan2}",
            "typst": 'op("atan2")',
            "text": "atan2",
            "spoken": "the angle",
            "arrays": "arctan2",
            "julia": "atan",
        },
    ),
    *_COMPARISONS,
)


def _where(arguments: Arguments) -> Shape:
    condition = arguments.values[0]
    if not isinstance(condition, Call) or condition.function not in COMPARISONS:
        raise ShapeClash("where takes a comparison first", "for example where(x > 0, x, 0)")
    return broadcast(arguments)


CHOICE = Signature("a comparison, any shape, the same → the same", "x > y, u, v", _where)

CASES = (
    Function(
        name="where",
        kind=STRUCTURE,
        signature=CHOICE,
        arity=3,
        summary="the second where a comparison holds, otherwise the third",
        meaning="u where the comparison holds, otherwise v",
        title="choice between cases",
        kink=_BORDER,
    ),
)
