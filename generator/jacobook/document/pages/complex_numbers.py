"""An answer in complex variables in small numbers: parts that are whole numbers, and what they give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import cycle

from jacobook.derivation import ComplexDerivation
from jacobook.language.conjugates import COMPLEX
from jacobook.language.dimension import Dimension
from jacobook.language.expression import Variable
from jacobook.layout.formulas.formula import MatrixForm
from jacobook.proof.numbers.arithmetic import Entry, Undefined
from jacobook.proof.numbers.elimination import Matrix
from jacobook.proof.oracle.complex_numbers import complex_number
from jacobook.proof.verdict.complex_evaluation import printed_at

_WHOLE = (2, -1, 1, 3, -2, 1, 4, -1, 3, 2, -3, 1, 5)
_REAL = frozenset({"positive", "symmetric", "invertible"})


def complex_rows(
    derivation: ComplexDerivation, sizes: Mapping[str, int]
) -> tuple[dict[str, Matrix], tuple[Matrix, Matrix, Matrix]] | None:
    """Inputs by name, and the value and both layouts there; None where no such numbers are found."""
    variables = derivation.variables
    if any(variable.properties - COMPLEX - _REAL for variable in variables.values()):
        return None
    supply = cycle(_WHOLE)
    inputs = {name: _rows(variable, sizes, supply) for name, variable in variables.items()}
    forms = (MatrixForm(derivation.value), derivation.numerator.form, derivation.denominator.form)
    try:
        value, numerator, denominator = (printed_at(form, inputs, sizes) for form in forms)
    except (Undefined, ZeroDivisionError):
        return None
    return inputs, (value, numerator, denominator)


def _rows(variable: Variable, sizes: Mapping[str, int], supply: Iterator[int]) -> Matrix:
    rows, columns = (*variable.shape, Dimension(), Dimension())[:2]
    height, width = rows.size(dict(sizes)), columns.size(dict(sizes))
    is_complex = bool(variable.properties & COMPLEX)

    def entry() -> Entry:
        real = Fraction(next(supply))
        real = abs(real) if "positive" in variable.properties else real
        return complex_number(real, Fraction(next(supply)) if is_complex else Fraction(0))

    entries = [[entry() for _ in range(width)] for _ in range(height)]
    if variable.properties & {"hermitian", "symmetric"}:
        return _mirrored(entries)
    return tuple(map(tuple, entries))


def _mirrored(entries: Sequence[Sequence[Entry]]) -> Matrix:
    """The Hermitian matrix of the upper half; of real numbers it is symmetric."""
    places = range(len(entries))
    return tuple(
        tuple(
            entries[i][j]
            if i < j
            else entries[j][i].conjugate()
            if i > j
            else complex_number(Fraction(int(entries[i][i].real)))
            for j in places
        )
        for i in places
    )
