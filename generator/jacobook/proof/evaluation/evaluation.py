"""Formulas evaluated at a point: what evaluates each kind of formula, in one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from jacobook.proof.evaluation.by_index import BY_INDEX
from jacobook.proof.evaluation.evaluator import Evaluator
from jacobook.proof.evaluation.function_values import OF_FUNCTIONS
from jacobook.proof.evaluation.linear_algebra import OF_LINEAR_ALGEBRA
from jacobook.proof.numbers.elimination import Matrix
from jacobook.proof.numbers.index_sums import Bound

EVALUATORS: Mapping[type, Callable[[Any, Any, Bound], Matrix]] = {**OF_LINEAR_ALGEBRA, **OF_FUNCTIONS, **BY_INDEX}
"""What evaluates each kind of formula."""


class Evaluation(Evaluator):
    """Formulas evaluated at one point, in one arithmetic; see `Evaluator` for what it is given."""

    evaluators: ClassVar[Mapping[type, Callable[[Any, Any, Bound], Matrix]]] = EVALUATORS
