"""What is written out is the derivative: every entry of every rule's matrix against its closed form."""

import re
from dataclasses import replace
from fractions import Fraction

import pytest

from jacobook.derivation import derive
from jacobook.document.pages.numbers import numbers
from jacobook.errors import LanguageError
from jacobook.language.dimension import Dimension
from jacobook.language.expression import is_implicit
from jacobook.layout.forms.orientation import orientation
from jacobook.layout.formulas.formula import (
    Apply,
    Delta,
    Entry,
    Formula,
    IndexSum,
    MatrixForm,
    Multiple,
    Number,
    Power,
    Sum,
)
from jacobook.layout.formulas.stacked_index import Shifted
from jacobook.layout.formulas.written_out import Dots, written_out
from jacobook.proof.evaluation.evaluation import Evaluation
from jacobook.proof.numbers.arithmetic import arithmetic

SIZES = {"m": "2", "n": "3", "k": "4", "p": "4", "q": "2", "r": "3", "l": "2"}
# Longer sides are written with dots.
IN_FULL = 4
# For XᵀAX to be invertible, X must be at least as high as wide.
ONE_BY_ONE = (Dimension(), Dimension())
HIGHER = SIZES | {"m": "4"}


def literal(rule, item, sizes=SIZES):
    """The derivation with numbers for the names of dimensions, so that matrices are written in full."""
    where = {name: with_numbers(text, sizes) for name, text in rule.where.items()}
    named = {letter for text in rule.where.values() for letter in re.findall(r"\b[a-z]\b", text)} - set(rule.where)
    expr = with_numbers(rule.expr, {name: size for name, size in sizes.items() if name in named})
    # At these sizes some inverse exists nowhere; only what is written out is looked at here.
    return derive(expr, item, where, rule.order, prove=False)


def with_numbers(text, sizes):
    return re.sub(r"\b[a-z]\b", lambda match: sizes.get(match.group(), match.group()), text)


class Reader:
    """The value of a scalar formula whose indices are positions counted from 1, or names bound by a sum."""

    def __init__(self, example):
        self.numbers = arithmetic(None if example.exact else 30)
        symbols = {
            name: tuple(tuple(self.numbers.number(entry) for entry in row) for row in rows)
            for name, rows in example.inputs.items()
        }
        self.evaluation = Evaluation(symbols, example.sizes, self.numbers)
        self.sizes = example.sizes

    def value(self, formula, bound):
        match formula:
            case Entry(body=body, indices=indices):
                rows = self.evaluation.form(MatrixForm(body))
                row, column = ([self.position(index, bound) for index in indices] + [0])[:2]
                return rows[row][column]
            case Delta():
                return self.numbers.number(
                    Fraction(self.position(formula.left, bound) == self.position(formula.right, bound))
                )
            case IndexSum(indices=((name, dimension), *rest)):
                inner = IndexSum(tuple(rest), formula.body) if rest else formula.body
                size = dimension.size(self.sizes)
                return sum(self.value(inner, bound | {name: (at, size)}) for at in range(size))
            case Sum(terms=terms):
                return sum(self.value(term, bound) for term in terms)
            case Multiple(body=None):
                result = self.numbers.number(formula.coefficient)
                for factor in formula.numerators:
                    result *= self.value(factor, bound)
                for factor in formula.denominators:
                    result /= self.value(factor, bound)
                return result
            case Power():
                return self.numbers.power(self.value(formula.base, bound), self.value(formula.exponent, bound))
            case Apply(arguments=arguments) if all((part.rows, part.columns) == ONE_BY_ONE for part in arguments):
                exact = [Number(Fraction(str(self.value(argument, bound)))) for argument in arguments]
                return self.evaluation.form(MatrixForm(replace(formula, arguments=tuple(exact))))[0][0]
            case _:
                # Sums over the factors of a power: their matrices are square, and all dimensions are n.
                size = int(SIZES["n"])
                positions = {str(at + 1): (at, size) for at in range(size)}
                return self.evaluation.scalar(formula, positions | bound)

    def position(self, index, bound):
        if isinstance(index, Shifted):
            # Counted from 1.
            of = 0 if index.of is None else self.position(index.of, bound) + 1
            return index.step * of + index.by.size(self.sizes) - 1
        return bound[index][0] if index in bound else int(index) - 1


def entries_agree(derivation):
    """Both layouts written out in full against the closed forms, at the example's point; how many entries that were."""
    example = numbers(derivation)
    assert example is not None
    reader = Reader(example)
    indices = derivation.components.indices
    compared = 0
    if max(derivation.components.stacked, default=1) > 1:
        # A side that two indices count is not written out.
        return compared
    for answer in (derivation.numerator, derivation.denominator):
        shapes = tuple(variable.shape for variable in derivation.wrt)
        where = orientation(derivation.expression.shape, shapes, answer.layout)
        rows, columns = (indices[at[0]] if at else None for at in (where.rows, where.columns))
        cells = written_out(derivation.components.formula, rows, columns)
        closed = getattr(example, str(answer.layout))
        assert (len(cells), len(cells[0])) == (len(closed), len(closed[0]))
        for cell_row, closed_row in zip(cells, closed, strict=True):
            for cell, stated in zip(cell_row, closed_row, strict=True):
                assert isinstance(cell, Formula), Dots
                assert abs(reader.value(cell, {}) - stated) < 1e-12
                compared += 1
    return compared


@pytest.mark.thorough
def test_every_matrix_of_the_catalogue_is_written_out_right(catalogue):
    compared = 0
    for rule in catalogue:
        for item in rule.wrt:
            try:
                derivation = literal(rule, item)
            except LanguageError:
                # At these sizes an array has an axis of length 1 among more than two.
                continue
            # What is known by name only has no numbers to compare, and a pair of indices on a side is not written out.
            # Nor has what is complex, or defined by an equation; their entries are checked where they are derived.
            unknown = derivation.parsed.functions or is_implicit(derivation.expression) or rule.chapter == "complex"
            if unknown or not 1 <= len(derivation.components.indices) <= 2:
                continue
            if max(axis.factor for _, axis in derivation.components.indices) > IN_FULL:
                continue
            if numbers(derivation) is None:
                derivation = literal(rule, item, HIGHER)
            try:
                compared += entries_agree(derivation)
            except AssertionError as error:
                pytest.fail(f"{rule.id} by {item}: {error}")
    assert compared > 300


@pytest.mark.parametrize(
    ("expr", "wrt", "where"),
    [
        ("x @ A @ x", "A", {"A": "3×3", "x": "3"}),
        ("b @ A @ x", "A", {"A": "2×3", "b": "2", "x": "3"}),
        ("A * z", "z", {"A": "2×3", "z": "scalar"}),
        ("B @ (A @ x)", "x", {"B": "4×2", "A": "2×3", "x": "3"}),
    ],
)
def test_matrices_beyond_the_catalogue(expr, wrt, where):
    assert entries_agree(derive(expr, wrt, where)) > 0
