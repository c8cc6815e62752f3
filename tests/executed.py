"""Printed code run at the points of a proof, and held against the derivatives that the proof takes entry by entry."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
import scipy

from jacobook.derivation import Derivation
from jacobook.language.dimension import ONE
from jacobook.proof.points.case import WORKING_DIGITS, Case, positions
from jacobook.proof.points.points import counting
from jacobook.proof.points.search import cases
from jacobook.proof.verdict.questions import evaluation

Names = dict[str, Any]


def points(derivation: Derivation) -> Iterator[tuple[Case, Names]]:
    """The points of a proof, with the names that code may use there: arrays of the declared shapes, and sizes."""
    for case in cases(derivation.expression, derivation.wrt):
        variables = {name: _floats(array) for name, array in case.point.items()}
        variables |= {name: whole(variables[name]) for name in counting(derivation.expression)}
        yield case, {**case.sizes, **variables, "np": np, "scipy": scipy}


def _floats(array: Any) -> Any:
    return np.array(_nested(array), float) if isinstance(array, tuple) else float(array)


def whole(number: Any) -> Any:
    """A whole number, or an array of them, in the type that counts and names places."""
    return np.asarray(number).astype(int) if isinstance(number, np.ndarray) else int(number)


def _nested(array: Any) -> Any:
    return [_nested(part) for part in array] if isinstance(array, tuple) else float(array)


def derivative_at(derivation: Derivation, case: Case) -> np.ndarray:
    """The derivative, taken entry by entry, with all axes but those declared to have the length 1."""
    found = case.derivatives(WORKING_DIGITS)
    whole = np.zeros([length for axes in case.lengths for length in axes])
    for places in product(*(tuple(positions(axes)) for axes in case.lengths)):
        whole[tuple(i for place in places for i in place)] = float(found[places])
    declared = (derivation.expression.shape, *(variable.shape for variable in derivation.wrt))
    return whole.squeeze(tuple(n for n, d in enumerate(d for shape in declared for d in shape) if d == ONE))


def run(code: str, names: Names) -> np.ndarray:
    """The value of printed code."""
    return np.asarray(eval(code, dict(names)), float)  # noqa: S307 - our own code


def assert_array_form(derivation: Derivation) -> int:
    """The array form has the axes and the entries of the derivative; at how many points that was tried."""
    tried = 0
    for case, names in points(derivation):
        got, wanted = run(derivation.array, names), derivative_at(derivation, case)
        assert got.shape == wanted.shape
        np.testing.assert_allclose(got, wanted, rtol=1e-7, atol=1e-9)
        tried += 1
    return tried


def assert_numpy(derivation: Derivation) -> int:
    """The NumPy code of both layouts has the entries of the formula that it prints; how often that was tried."""
    tried = 0
    for case, names in points(derivation):
        for answer in derivation.answers:
            wanted = evaluation(case, WORKING_DIGITS).form(answer.form)
            got = run(answer.numpy, names).reshape(len(wanted), len(wanted[0]))
            np.testing.assert_allclose(got, np.array(_nested(wanted), float), rtol=1e-7, atol=1e-9)
            tried += 1
    return tried
