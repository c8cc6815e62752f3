"""The functions of the language: one record for each, in modules of siblings; every room reads them here."""

from __future__ import annotations

from jacobook.language.functions.arrays import ALONG, ARRANGED
from jacobook.language.functions.choices import CASES, COMPARISONS, LARGER_AND_SMALLER
from jacobook.language.functions.complex_parts import COMPLEX_PARTS, PRINCIPAL_LOGARITHM
from jacobook.language.functions.composites import COMPOSITES
from jacobook.language.functions.elementwise import ELEMENTWISE_FUNCTIONS
from jacobook.language.functions.equations import BY_EQUATION
from jacobook.language.functions.factors import FACTORS
from jacobook.language.functions.operators import OPERATORS
from jacobook.language.functions.record import ELEMENTWISE, OPERATOR, REDUCTION, STRUCTURE, Function
from jacobook.language.functions.reductions import OF_A_MATRIX, OF_ENTRIES
from jacobook.language.functions.rotations import OF_ROTATIONS, ROTATIONS
from jacobook.language.functions.structure import ARRANGEMENTS, CONSTANT_ARRAYS, OF_SQUARE_MATRICES, PRODUCTS

FUNCTIONS: dict[str, Function] = {
    function.name: function
    for function in (
        *ELEMENTWISE_FUNCTIONS,
        *LARGER_AND_SMALLER,
        *CASES,
        *OPERATORS,
        *OF_ENTRIES,
        *OF_A_MATRIX,
        *ARRANGEMENTS,
        *PRODUCTS,
        *OF_SQUARE_MATRICES,
        *FACTORS,
        *ROTATIONS,
        *CONSTANT_ARRAYS,
        *BY_EQUATION,
    )
}
"""Every function that an expression may call, by name."""

DIFFERENTIATED: dict[str, Function] = FUNCTIONS | {PRINCIPAL_LOGARITHM.name: PRINCIPAL_LOGARITHM}
"""Every function that an expression may hold when it is differentiated, by name: those called, and the logarithm."""

ALL_FUNCTIONS: dict[str, Function] = FUNCTIONS | ALONG | ARRANGED | COMPLEX_PARTS
"""Every function that a node of an expression may be: those that are called, and operations on axes."""

PRINTED_FUNCTIONS: dict[str, Function] = DIFFERENTIATED | {
    function.name: function for function in (*COMPOSITES, *OF_ROTATIONS)
}
"""Every function that a formula may hold, by name."""

MATRIX_FUNCTIONS = tuple(function.name for function in OF_SQUARE_MATRICES)
"""The functions of a whole square matrix, by their power series."""

OVERFLOWING = frozenset({"exp", "sinh", "cosh", "expm"})
"""Functions with a value everywhere that soon is larger than every floating-point number."""

__all__ = [
    "ALL_FUNCTIONS",
    "CASES",
    "COMPARISONS",
    "DIFFERENTIATED",
    "ELEMENTWISE",
    "FUNCTIONS",
    "MATRIX_FUNCTIONS",
    "OPERATOR",
    "OVERFLOWING",
    "PRINTED_FUNCTIONS",
    "REDUCTION",
    "STRUCTURE",
    "Function",
]
