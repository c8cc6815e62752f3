"""Formulas read back into indices: the entry of a layout's formula at a row and a column, from the definitions alone.

Nothing of `layout` but the formulas themselves is used, so that a slip there is not repeated here.
"""

from __future__ import annotations

from jacobook.proof.every_size.entry_reading import FormulaReading
from jacobook.proof.every_size.function_reading import FUNCTION_READERS
from jacobook.proof.every_size.matrix_reading import MATRIX_READERS
from jacobook.proof.every_size.symbols import Declared
from jacobook.proof.normal_form.algebra import Algebra

READERS = {**MATRIX_READERS, **FUNCTION_READERS}
"""What reads each kind of formula."""


def formula_reading(algebra: Algebra, declared: Declared) -> FormulaReading:
    """What reads formulas into the terms of an algebra."""
    return FormulaReading(algebra, declared, READERS)
