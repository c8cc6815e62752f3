"""The array form: a derivative of any number of axes as NumPy code, a sum of Einstein sums."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from string import ascii_letters

from jacobook.calculus.choice import OPPOSITES
from jacobook.calculus.functional import PowerSequence
from jacobook.calculus.index_form import Apply, Array, Element, Fusion, HeldDelta, Identity, Tensor, Term
from jacobook.errors import Refused
from jacobook.layout.forms.factors import factors_named
from jacobook.layout.forms.reading import Reading
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas.formula import Formula
from jacobook.notation.brackets import may_be_infinite
from jacobook.notation.code import dimension_code
from jacobook.notation.numpy import NumpyPrinter


def to_einsum(value: Array, reading: Reading, question: Collection[str] = ()) -> str:
    """One expression whose value has the array's axes in order; it uses variables and dimensions by name, and np.

    Axes of length 1 are none of the array's. `question` are the names of the question. Raises `NoMatrixForm` where a
    nested expression has no form of its own, and `Refused` where NumPy cannot say it.
    """
    return _Writer(reading, frozenset(question)).array(value)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Index forms as code, beside whatever the question calls by name."""

    reading: Reading
    question: frozenset[str]

    def array(self, value: Array) -> str:
        _ = self._printer()
        if not value.terms:
            return f"np.zeros(({''.join(f'{dimension_code(dimension)}, ' for dimension in value.shape)}))"
        return " + ".join(self._term(term, value.rank) for term in value.terms)

    def _term(self, term: Term, rank: int) -> str:
        if len(term.dimensions) > len(ascii_letters):
            raise Refused(f"an Einstein sum has at most {len(ascii_letters)} indices, not {len(term.dimensions)}")
        operands = self._operands(term.factors)
        carried = {index for _, indices in operands for index in indices}
        operands += [
            (f"np.ones({dimension_code(dimension)})", (i,))
            for i, dimension in enumerate(term.dimensions)
            if i not in carried
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

    def _operands(self, factors: Sequence[Element]) -> list[tuple[str, tuple[int, ...]]]:
        """The factors as code; a bracket and what must stay behind it, with the same indices, are one operand."""
        brackets = [e.indices for e in factors if isinstance(e.tensor, Apply) and e.tensor.function in OPPOSITES]
        together = {each for each in brackets if len(each) <= 2}
        operands: list[tuple[str, tuple[int, ...]]] = []
        for indices in sorted(together):
            formulas = [self.reading.tensor(e.tensor) for e in factors if e.indices == indices]
            if len(formulas) > 1 and any(map(may_be_infinite, formulas)):
                product = algebra.hadamard(*formulas) if indices else algebra.product(*formulas)
                operands.append((self._code(product), indices))
            else:
                together.remove(indices)
        return operands + [(self._operand(e.tensor), e.indices) for e in factors if e.indices not in together]

    def _operand(self, tensor: Tensor) -> str:
        match tensor:
            case Identity(dimension=dimension) | HeldDelta(dimension=dimension):
                return f"np.eye({dimension_code(dimension)})"
            case Fusion(slow=slow, fast=fast):
                fused = dimension_code(slow * fast)
                return f"np.eye({fused}).reshape({fused}, {dimension_code(slow)}, {dimension_code(fast)})"
            case PowerSequence(matrix=matrix, count=count, reversed=turned):
                body = self.reading.array(matrix)
                names = self._printer(body).names
                power, numbers, number = names.fresh("r"), names.builtin("range"), dimension_code(count)
                order = f"{numbers}({number} - 1, -1, -1)" if turned else f"{numbers}({number})"
                return f"np.stack([np.linalg.matrix_power({self._code(body)}, {power}) for {power} in {order}])"
            case _:
                return self._code(self.reading.tensor(tensor))

    def _printer(self, *formulas: Formula) -> NumpyPrinter:
        return NumpyPrinter.naming(formulas, self.question)

    def _code(self, formula: Formula) -> str:
        bare, definitions = factors_named(formula, self.question)
        return self._printer(bare, *(each.meaning for each in definitions)).bind(definitions, bare)
