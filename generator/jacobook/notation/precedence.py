"""How tightly the parts of a printed formula hold together, and so where it needs parentheses."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum, auto
from fractions import Fraction

from jacobook.layout.formulas.formula import Formula, Multiple, Number


class Level(IntEnum):
    """What a piece would fall apart into, the loosest first.

    SUM: a + b, −a. SERIES: Σᵢ aᵢ, open to its right. QUOTIENT: a/b on one line. INFIX: a ⊙ b, a ⊘ b, a ⊗ b, which never
    mix without parentheses. PRODUCT: factors side by side, and a/b built up. PREFIX: a function before a bare argument.
    POSTFIX: aᵀ, a⁻¹, a². ATOM: one letter, or anything that is closed on both sides.
    """

    SUM = auto()
    SERIES = auto()
    QUOTIENT = auto()
    INFIX = auto()
    PRODUCT = auto()
    PREFIX = auto()
    POSTFIX = auto()
    ATOM = auto()


class Edge(Enum):
    """What a piece looks like to the factor beside it, which decides the space between them."""

    NUMBER = auto()
    LETTER = auto()
    WORD = auto()
    ENTRY = auto()
    CALL = auto()
    GROUP = auto()
    FRACTION = auto()


@dataclass(frozen=True, slots=True)
class Piece:
    """A printed part of a formula. `tall` pieces need parentheses that grow; `scalar` ones are numbers."""

    text: str
    level: Level = Level.ATOM
    edge: Edge = Edge.LETTER
    tall: bool = False
    scalar: bool = False


def unsigned(formula: Formula) -> tuple[bool, Formula]:
    """Whether a formula begins with a minus sign, and the formula without it."""
    match formula:
        case Number(value=value) if value < 0:
            return True, Number(-value)
        case Multiple(coefficient=coefficient) if coefficient < 0:
            return True, _multiple(formula, -coefficient)
        case _:
            return False, formula


def _multiple(formula: Multiple, coefficient: Fraction) -> Formula:
    if coefficient == 1 and not formula.denominators and not formula.numerators and formula.body is not None:
        return formula.body
    return Multiple(coefficient, formula.numerators, formula.denominators, formula.body)


__all__ = ["Edge", "Level", "Piece", "unsigned"]
