"""How large the numbers of an expression would be: what nobody wants to compute is found before it is computed."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from jacobook.language.expression import Call, Expression, Number

LARGEST_EXPONENT = 1000
_MOST_DIGITS = 300


def constant_value(expression: Expression) -> float | None:
    """The value of an expression made of numbers alone, roughly; None for any other. Infinite where it is too large."""
    match expression:
        case Number(value=value):
            return float(value)
        case Call(function=name, arguments=arguments) if name in _OPERATIONS:
            values = [constant_value(argument) for argument in arguments]
            known = [value for value in values if value is not None]
            if len(known) < len(values):
                return None
            try:
                result = _OPERATIONS[name](*known)
            except OverflowError:
                return math.inf
            except (ZeroDivisionError, ValueError):
                return math.nan
            return float(result) if isinstance(result, int | float) else math.nan
        case _:
            return None


def is_too_large(value: float) -> bool:
    """Whether a number has more digits than are computed with."""
    return math.isinf(value) or abs(value) > 10.0**_MOST_DIGITS


_OPERATIONS: dict[str, Callable[..., Any]] = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "power": lambda a, b: a**b,
    "negate": lambda a: -a,
}
