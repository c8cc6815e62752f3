"""Derivations: `derive` reads and types a question, answers it in every form, explains it in steps, and proves it."""

from __future__ import annotations

from jacobook.derivation.asking import MOST_ORDER
from jacobook.derivation.complex_derivation import ComplexDerivation
from jacobook.derivation.convention import CONVENTIONS
from jacobook.derivation.derivation import Derivation
from jacobook.derivation.deriving import derive
from jacobook.derivation.forms import Components, DifferentialAnswer, LayoutAnswer
from jacobook.derivation.passes import BackwardAnswer, ForwardAnswer
from jacobook.derivation.question import Question
from jacobook.derivation.several import Backward, backward
from jacobook.derivation.slice_forms import EachInLayout
from jacobook.derivation.tangent import SIDES
from jacobook.layout.steps.route import Route, Step

__all__ = [
    "CONVENTIONS",
    "MOST_ORDER",
    "SIDES",
    "Backward",
    "BackwardAnswer",
    "ComplexDerivation",
    "Components",
    "Derivation",
    "DifferentialAnswer",
    "EachInLayout",
    "ForwardAnswer",
    "LayoutAnswer",
    "Question",
    "Route",
    "Step",
    "backward",
    "derive",
]
