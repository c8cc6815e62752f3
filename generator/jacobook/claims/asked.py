"""What a claim is held against: the question, its derivative in index form, and the forms that are printed of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from jacobook.calculus.index_form import Array
from jacobook.language.declared_function import DeclaredFunction
from jacobook.language.expression import Expression, Variable
from jacobook.layout.formulas.formula import Formula, MatrixForm
from jacobook.layout.formulas.layouts import Layout
from jacobook.proof.every_size.sides import VEC
from jacobook.proof.verdict.questions import Indices, Structures


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A question with its answers, each worked out when it is asked for.

    `forms` are the matrix forms by name: `numerator`, `denominator`, `vec`, `differential`; those that are refused are
    missing. `again` is the question about another expression or by other variables. `paired` is that about ⟨G, F⟩ for
    an upstream gradient of a name, None where there is no backward pass.
    """

    source: str
    expression: Expression
    wrt: tuple[Variable, ...]
    variables: Mapping[str, Variable]
    functions: Mapping[str, DeclaredFunction]
    structures: Structures
    derivative: Callable[[], Array]
    forms: Callable[[], Mapping[str, MatrixForm]]
    entries: Callable[[], tuple[Formula, Indices] | None]
    """One entry of the derivative in indices, with these; None where it has no such form."""
    again: Callable[[Expression, tuple[Variable, ...]], Asked]
    paired: Callable[[str], Asked | None]
    conditions: Callable[[MatrixForm], Sequence[str]]
    """Clauses that say what a form of the answer needs beyond what the derivative does."""
    upstream: str = ""
    """The name of the upstream gradient, where this is the question behind a backward pass."""

    def laid_out(self, *, lying: bool) -> tuple[MatrixForm, ...]:
        """The matrix forms of the derivative, those first that lie as a claim does."""
        forms = self.forms()
        first, second = (Layout.NUMERATOR, Layout.DENOMINATOR) if lying else (Layout.DENOMINATOR, Layout.NUMERATOR)
        return tuple(forms[name] for name in (first, second, VEC) if name in forms)

    @property
    def order(self) -> int:
        """The order of the derivative."""
        return len(self.wrt)
