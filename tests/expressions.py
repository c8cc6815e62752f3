"""Random well-typed expressions, as text of the language, for property tests."""

from __future__ import annotations

import re

from hypothesis import strategies as st

from jacobook.language.functions import ELEMENTWISE, FUNCTIONS

DIFFERENTIATED = [each for each in FUNCTIONS.values() if each.kind == ELEMENTWISE and each.name != "trigamma"]
"""The functions entry by entry whose derivative has a name in the table of functions, as that of trigamma has not."""

WHERE = {
    "a": "scalar",
    "b": "scalar",
    "x": "n",
    "y": "n",
    "z": "m",
    "A": "m×n",
    "B": "n×n",
    "S": "n×n symmetric",
    "C": "n×m",
}


def declared(text, wrt="", where=WHERE):
    """The declarations of the names that a question holds: a name that is declared but does not occur is an error."""
    return {name: shape for name, shape in where.items() if name in re.findall(r"\w+", f"{text} {wrt}")}


_BY_SHAPE = {
    (): ["a", "b", "2", "0.5"],
    ("n",): ["x", "y", "ones(n)"],
    ("m",): ["z"],
    ("m", "n"): ["A"],
    ("n", "n"): ["B", "S", "eye(n)"],
    ("n", "m"): ["C"],
    ("m", "m"): ["A @ C", "eye(m)"],
}
_FUNCTIONS = ["exp", "sin", "cos", "tanh", "sigmoid", "softplus", "arctan", "erf"]
_DIMENSIONS = ["n", "m"]


@st.composite
def expressions(draw, shape=None, depth=3):
    """Text of an expression of the given shape (a tuple of dimension names), nested at most `depth` deep."""
    if shape is None:
        shape = draw(st.sampled_from([(), (), ("n",), ("m",)]))
    return draw(_expression(shape, depth))


def _expression(shape, depth):
    leaves = st.sampled_from(_BY_SHAPE[shape])
    if depth == 0:
        return leaves
    inner = depth - 1
    choices = [leaves, *_same_shape(shape, inner)]
    if shape == ():
        choices += _scalars(inner)
    elif len(shape) == 1:
        choices += _vectors(shape[0], inner)
    else:
        choices += _matrices(*shape, inner)
    return st.one_of(choices)


def _join(template, *parts):
    return st.tuples(*parts).map(lambda texts: template.format(*texts))


def _same_shape(shape, depth):
    one = _expression(shape, depth)
    scalar = _expression((), depth)
    function = st.sampled_from(_FUNCTIONS)
    return [
        _join("({} + {})", one, one),
        _join("({} - {})", one, one),
        _join("{} * {}", one.map(_bracket), one.map(_bracket)),
        _join("{} * {}", scalar.map(_bracket), one.map(_bracket)),
        _join("{} / (1 + ({})**2)", one.map(_bracket), scalar),
        _join("{}({})", function, one),
        _join("({})**2", one),
    ]


def _scalars(depth):
    vectors = [_expression((d,), depth) for d in _DIMENSIONS]
    square = _expression(("n", "n"), depth)
    rectangular = _expression(("m", "n"), depth)
    return [
        *(_join("{} @ {}", v.map(_bracket), v.map(_bracket)) for v in vectors),
        *(_join("sum({})", v) for v in vectors),
        *(_join("mean({})", v) for v in vectors),
        *(_join("sqrt(1 + sum(({})**2))", v) for v in vectors),
        _join("trace({})", square),
        _join("sum({})", rectangular),
        _join("dot({}, {})", rectangular, rectangular),
        _join("log(1 + exp({}))", _expression((), depth)),
        st.just("norm(A @ x - z)"),
        st.just("log(det(B + 4 * eye(n)))"),
        st.just("x @ inv(B + 4 * eye(n)) @ y"),
    ]


def _vectors(d, depth):
    products = [
        _join("{} @ {}", _expression((d, other), depth).map(_bracket), _expression((other,), depth).map(_bracket))
        for other in _DIMENSIONS
    ]
    extra = [st.just("exp(x) / sum(exp(x))")] if d == "n" else []
    return [*products, *extra, _join("diag({})", _expression((d, d), depth))]


def _matrices(rows, columns, depth):
    found = [
        _join("{} @ {}", _expression((rows, d), depth).map(_bracket), _expression((d, columns), depth).map(_bracket))
        for d in _DIMENSIONS
    ]
    found.append(_join("{}.T", _expression((columns, rows), depth).map(_bracket)))
    found.append(_join("outer({}, {})", _expression((rows,), depth), _expression((columns,), depth)))
    if rows == columns:
        found.append(_join("diag({})", _expression((rows,), depth)))
    return found


def _bracket(text):
    return text if text.isidentifier() else f"({text})"
