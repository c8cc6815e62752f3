"""The array form: a derivative of any number of axes as NumPy code, a sum of Einstein sums."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from string import ascii_letters

from jacobook.calculus.choice import OPPOSITES
from jacobook.calculus.functional import PowerSequence
from jacobook.calculus.index_form import (
    Apply,
    Array,
    Element,
    Fusion,
    HeldDelta,
    Identity,
    Tensor,
    Term,
    VariableTensor,
)
from jacobook.errors import Refused
from jacobook.layout.forms.factors import factors_named
from jacobook.layout.forms.nested import nested
from jacobook.layout.forms.network import NoMatrixForm
from jacobook.layout.forms.reading import Reading
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas.formula import Formula
from jacobook.layout.formulas.statement import named
from jacobook.notation.array_code import ArrayPrinter
from jacobook.notation.brackets import may_be_infinite
from jacobook.notation.code import Code, dimension_code
from jacobook.notation.jax import JaxPrinter
from jacobook.notation.numpy import NumpyPrinter
from jacobook.notation.torch import TorchPrinter


def to_einsum(value: Array, reading: Reading, question: Collection[str] = (), notation: str = "numpy") -> str:
    """One expression whose value has the array's axes in order; it uses variables and dimensions by name, and np.

    In another notation it uses the library of that: jnp, torch.

    Axes of length 1 are none of the array's. `question` are the names of the question. Raises `NoMatrixForm` where a
    nested expression has no form of its own, and `Refused` where NumPy cannot say it.
    """
    if notation not in _PRINTERS:
        raise Refused(f"an Einstein sum has no form in {notation} code", hint="NumPy, JAX and PyTorch have one.")
    return _Writer(reading, frozenset(question), _PRINTERS[notation]).array(value)


_PRINTERS: dict[str, type[ArrayPrinter]] = {"numpy": NumpyPrinter, "jax": JaxPrinter, "torch": TorchPrinter}


@dataclass(frozen=True, slots=True)
class _Writer:
    """Index forms as code, beside whatever the question calls by name."""

    reading: Reading
    question: frozenset[str]
    printer: type[ArrayPrinter] = NumpyPrinter

    @property
    def _module(self) -> str:
        return self.printer.module

    def _created(self, name: str, *arguments: str) -> str:
        return self._printer().created(name, *arguments).text

    def array(self, value: Array) -> str:
        _ = self._printer()
        if not value.terms:
            return self._created("zeros", f"({''.join(f'{dimension_code(dimension)}, ' for dimension in value.shape)})")
        return " + ".join(self._term(term, value.rank) for term in value.terms)

    def _term(self, term: Term, rank: int) -> str:
        if len(term.dimensions) > len(ascii_letters):
            raise Refused(f"an Einstein sum has at most {len(ascii_letters)} indices, not {len(term.dimensions)}")
        operands = self._operands(term.factors)
        carried = {index for _, indices in operands for index in indices}
        operands += [
            (self._created("ones", dimension_code(dimension)), (i,))
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
            scalars.append(f'{self._module}.einsum("{subscripts}->{ascii_letters[:rank]}", {inputs})')
        return " * ".join(scalars)

    def _operands(self, factors: Sequence[Element]) -> list[tuple[str, tuple[int, ...]]]:
        """The factors as code; a bracket and what must stay behind it, with the same indices, are one operand."""
        brackets = [e.indices for e in factors if isinstance(e.tensor, Apply) and e.tensor.function in OPPOSITES]
        together = {each for each in brackets if len(each) <= 2}
        operands: list[tuple[str, tuple[int, ...]]] = []
        for indices in sorted(together):
            try:
                formulas = [self.reading.tensor(e.tensor) for e in factors if e.indices == indices]
            except NoMatrixForm:
                together.remove(indices)
                continue
            if len(formulas) > 1 and any(map(may_be_infinite, formulas)):
                product = algebra.hadamard(*formulas) if indices else algebra.product(*formulas)
                operands.append((self._code(product), indices))
            else:
                together.remove(indices)
        return operands + [(self._operand(e.tensor), e.indices) for e in factors if e.indices not in together]

    def _operand(self, tensor: Tensor) -> str:
        match tensor:
            case Identity(dimension=dimension) | HeldDelta(dimension=dimension):
                return self._created("eye", dimension_code(dimension))
            case Fusion(slow=slow, fast=fast):
                fused = dimension_code(slow * fast)
                return f"{self._created('eye', fused)}.reshape({fused}, {dimension_code(slow)}, {dimension_code(fast)})"
            case PowerSequence(matrix=matrix, count=count, reversed=turned):
                body = self.reading.array(matrix)
                names = self._printer(body).names
                power, numbers, number = names.fresh("r"), names.builtin("range"), dimension_code(count)
                order = f"{numbers}({number} - 1, -1, -1)" if turned else f"{numbers}({number})"
                powers = f"{self._module}.linalg.matrix_power({self._code(body)}, {power})"
                return f"{self._module}.stack([{powers} for {power} in {order}])"
            case VariableTensor(name=name) if len(tensor.shape) > 2:
                return self._code(named(name, tensor.shape))
            case _:
                return self._nested(tensor)

    def _nested(self, tensor: Tensor) -> str:
        """A factor by its formula; without one by the function of entries that it is, of arrays as Einstein sums."""
        try:
            return self._code(self.reading.tensor(tensor))
        except NoMatrixForm:
            found = nested(tensor)
        bound = {symbol.name: Code(f"({self.array(array)})") for symbol, array in found.arrays}
        return self._printer(found.formula).within(bound).code(found.formula)

    def _printer(self, *formulas: Formula) -> ArrayPrinter:
        return self.printer.naming(formulas, self.question)

    def _code(self, formula: Formula) -> str:
        bare, definitions = factors_named(formula, self.question)
        return self._printer(bare, *(each.meaning for each in definitions)).bind(definitions, bare)
