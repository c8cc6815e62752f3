"""The array form: a derivative of any number of axes as NumPy code, a sum of Einstein sums."""

from __future__ import annotations

import re
from fractions import Fraction
from string import ascii_letters

from jacobook.calculus.functional import PowerSequence
from jacobook.calculus.index_form import Array, Fusion, HeldDelta, Identity, Tensor, Term
from jacobook.language.dimension import Dimension
from jacobook.layout.reading import Reading
from jacobook.notation.numpy import to_numpy


def to_einsum(value: Array, reading: Reading) -> str:
    """One expression whose value has the array's axes in order; it uses variables and dimensions by name, and np.

    Axes of length 1 are none of the array's.

    Raises `NoMatrixForm` where a nested expression has no form of its own.
    """
    if not value.terms:
        return f"np.zeros(({''.join(f'{_size(dimension)}, ' for dimension in value.shape)}))"
    return " + ".join(_term(term, value.rank, reading) for term in value.terms)


def _size(dimension: Dimension) -> str:
    number = [str(dimension.factor)] if dimension.factor != 1 or not dimension.symbols else []
    return " * ".join([*number, *dimension.symbols])


def _term(term: Term, rank: int, reading: Reading) -> str:
    operands = [(_operand(e.tensor, reading), e.indices) for e in term.factors]
    carried = {index for _, indices in operands for index in indices}
    operands += [
        (f"np.ones({_size(term.dimensions[i])})", (i,)) for i in range(len(term.dimensions)) if i not in carried
    ]
    arrays = [(code, indices) for code, indices in operands if indices]
    scalars = [f"({code})" for code, indices in operands if not indices]
    coefficient = Fraction(term.coefficient)
    if coefficient != 1 or not operands:
        scalars.insert(0, f"({coefficient})")
    if arrays:
        subscripts = ",".join("".join(ascii_letters[i] for i in indices) for _, indices in arrays)
        inputs = ", ".join(code for code, _ in arrays)
        scalars.append(f'np.einsum("{subscripts}->{ascii_letters[:rank]}", {inputs})')
    return " * ".join(scalars)


def _operand(tensor: Tensor, reading: Reading) -> str:
    match tensor:
        case Identity(dimension=dimension) | HeldDelta(dimension=dimension):
            return f"np.eye({_size(dimension)})"
        case Fusion(slow=slow, fast=fast):
            fused = _size(slow * fast)
            return f"np.eye({fused}).reshape({fused}, {_size(slow)}, {_size(fast)})"
        case PowerSequence(matrix=matrix, count=count, reversed=turned):
            order = f"range({count} - 1, -1, -1)" if turned else f"range({count})"
            code = to_numpy(reading.array(matrix))
            taken = set(re.findall(r"\w+", f"{code} {count}"))
            letter = next(name for name in (f"r{'_' * k}" for k in range(len(taken) + 1)) if name not in taken)
            return f"np.stack([np.linalg.matrix_power({code}, {letter}) for {letter} in {order}])"
        case _:
            return to_numpy(reading.tensor(tensor))
