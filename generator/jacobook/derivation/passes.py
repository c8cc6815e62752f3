"""Backward and forward passes as they are handed out: from G to the gradient, and from tangents to the tangent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from jacobook.answer_display import Conditions, view_of_pass
from jacobook.derivation.printed_form import PrintedForm
from jacobook.display import View, Words
from jacobook.errors import Refused
from jacobook.layout.forms.naming import rebuild
from jacobook.layout.formulas import formula as f
from jacobook.notation.condition import PrintableCondition
from jacobook.notation.notations import WORDED
from jacobook.proof.verdict.certificate import Certificate


@dataclass(frozen=True, slots=True, repr=False)
class Pass(PrintedForm):
    """A form of a derivative that needs no layout, in every notation: `left` is the symbol of what it says."""

    called: ClassVar[str] = "pass"

    left: f.Formula
    form: f.MatrixForm
    names: frozenset[str] = frozenset()
    proved: bool = True

    def __repr__(self) -> str:
        return f"<{self.called}, {'×'.join(self.shape)}: {self.text}{'' if self.proved else ', not proved'}>"

    @property
    def each(self) -> Words:
        """For which slices it holds, where an array has more than two axes."""
        return ()

    def _view(self) -> View:
        return view_of_pass(self.called, self.left, self.form, repr(self))


@dataclass(frozen=True, slots=True, repr=False)
class BackwardAnswer(Pass):
    """The pullback: given the `upstream` gradient ∂L/∂Y, of the value's shape, ∂L/∂X in the shape of the variable.

    In numerator layout both are transposed. `again` differentiates once more.
    """

    called: ClassVar[str] = "backward pass"

    left: f.Partial
    upstream: str = "G"
    _conditions: Callable[[], Sequence[PrintableCondition]] = field(default=tuple, compare=False)
    _certificate: Callable[[], Certificate] | None = field(default=None, compare=False)
    _numerator: Callable[[], f.MatrixForm] | None = field(default=None, compare=False)
    _again: Callable[[str, str], BackwardAnswer] | None = field(default=None, compare=False)

    @property
    def conditions(self) -> Conditions:
        """What must hold for the function and for this form."""
        return Conditions(self._conditions())

    @property
    def certificate(self) -> Certificate | None:
        """What was checked of it; None where it is not proved."""
        return None if self._certificate is None else self._certificate()

    @property
    def numerator(self) -> BackwardAnswer:
        """The same in numerator layout, where the upstream gradient and the gradient are transposed.

        Raises `Refused` for a second backward pass, and for what is in numerator layout already.
        """
        if self._numerator is None:
            raise Refused("only a first backward pass is printed in both layouts")
        return type(self)(
            self.left,
            self._numerator(),
            self.names,
            self.proved,
            self.upstream,
            self._conditions,
            self._certificate,
        )

    def backward(self, upstream: str = "V", by: str = "") -> BackwardAnswer:
        """The backward pass of this backward pass, by the upstream gradient or a variable: `by` is its name.

        Without a name it is by the variable of this pass, which is the product of the second derivative with V.
        """
        if self._again is None:
            raise Refused("only a first backward pass can be differentiated again")
        return self._again(upstream, by)


@dataclass(frozen=True, slots=True, repr=False)
class ForwardAnswer(Pass):
    """The pushforward: the tangent of the value, given a tangent of each variable; `tangents` are their names."""

    called: ClassVar[str] = "forward pass"

    tangents: Mapping[str, str] = field(default_factory=dict)

    def _form_in(self, notation: str) -> f.MatrixForm:
        if notation in WORDED and all(tangent == f"d{name}" for name, tangent in self.tangents.items()):
            return self.form
        definitions = tuple(f.Definition(d.symbol, self._named(d.meaning)) for d in self.form.definitions)
        return f.MatrixForm(self._named(self.form.formula), definitions, self.form.names)

    def _named(self, formula: f.Formula) -> f.Formula:
        """The formula with the symbol of a tangent for each change."""
        if isinstance(formula, f.Differential) and isinstance(formula.body, f.Symbol):
            body = formula.body
            return f.Symbol(self.tangents[body.name], body.rows, body.columns, body.rank)
        return rebuild(formula, self._named)
