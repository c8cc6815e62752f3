"""Products of three and more matrices in the order that costs least: a vector is multiplied in first.

(BA)x is B(Ax). Among matrices alone the order is the cheapest one where their lengths are numbers (Godbole 1973, "On
efficient computation of matrix chain products"), and the author's own where they are names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from jacobook.language.dimension import Dimension
from jacobook.language.expression import Application, Call, Expression


def associated(expression: Expression) -> Expression:
    """The expression with each product of matrices in a good order."""
    if not isinstance(expression, Call | Application):
        return expression
    if isinstance(expression, Call) and expression.function == "matmul":
        chain = _chain(expression)
        if len(chain) > 2:
            return _ordered(expression, [associated(factor) for factor in chain])
    arguments = tuple(map(associated, expression.arguments))
    return expression if arguments == expression.arguments else replace(expression, arguments=arguments)


def _chain(expression: Expression) -> list[Expression]:
    """The factors of a product of products; what a vector makes a number stands alone."""
    if not _is_product(expression):
        return [expression]
    assert isinstance(expression, Call)
    left, right = expression.arguments
    return [*_chain(left), *_chain(right)] if _may_open(left, right) else [left, right]


def _may_open(left: Expression, right: Expression) -> bool:
    """Whether x @ A @ y and A @ B @ x may be taken apart: no part of theirs is a number or an outer product."""
    return bool(left.shape) and bool(right.shape) and max(len(left.shape), len(right.shape)) <= 2


def _is_product(expression: Expression) -> bool:
    return isinstance(expression, Call) and expression.function == "matmul"


def _ordered(whole: Call, factors: Sequence[Expression]) -> Expression:
    vectors = [len(factor.shape) == 1 for factor in factors]
    if any(vectors[1:-1]):
        return whole
    if vectors[-1]:
        found = factors[-1]
        for factor in reversed(factors[:-1]):
            found = _product(whole, factor, found)
        return found
    if vectors[0]:
        found = factors[0]
        for factor in factors[1:]:
            found = _product(whole, found, factor)
        return found
    lengths = [factors[0].shape[0], *(factor.shape[1] for factor in factors)]
    if any(length.symbols for length in lengths):
        return _as_written(whole, list(factors))
    return _cheapest(whole, factors, tuple(length.factor for length in lengths))


def _as_written(whole: Call, factors: list[Expression]) -> Expression:
    """The product in the author's order, of factors that are in a good order themselves."""
    waiting = iter(factors)

    def again(expression: Expression) -> Expression:
        if _is_product(expression):
            assert isinstance(expression, Call)
            left, right = expression.arguments
            if _may_open(left, right):
                return replace(expression, arguments=(again(left), again(right)))
        return next(waiting)

    return again(whole)


def _cheapest(whole: Call, factors: Sequence[Expression], lengths: tuple[int, ...]) -> Expression:
    @cache
    def best(start: int, end: int) -> tuple[int, Expression]:
        if end - start == 1:
            return 0, factors[start]
        choices = []
        for middle in range(start + 1, end):
            (left_cost, left), (right_cost, right) = best(start, middle), best(middle, end)
            cost = left_cost + right_cost + lengths[start] * lengths[middle] * lengths[end]
            choices.append((cost, _product(whole, left, right)))
        return min(choices, key=lambda choice: choice[0])

    return best(0, len(factors))[1]


def _product(whole: Call, left: Expression, right: Expression) -> Call:
    shape: tuple[Dimension, ...] = (*left.shape[:-1], *right.shape[1:])
    return replace(whole, arguments=(left, right), shape=shape)
