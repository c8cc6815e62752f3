"""What the tick costs: the time of an answer, of its proof at points, and of its proof for every size.

    python benchmarks/proof.py            every question of the catalogue
    python benchmarks/proof.py --rows     a line for each

Times are of the processor, the least of two runs: the first of them also pays for what is remembered afterwards, such
as SymPy's derivatives of scalar functions. Ratios are to the answer's own time on the same machine in the same run.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import dataclass
from time import process_time

from jacobook.catalogue.loader import load
from jacobook.derivation import derive
from jacobook.errors import Refused
from jacobook.proof.numbers.arithmetic import forget
from jacobook.proof.points.search import tried

GOAL = {"median": 15, "95 %": 120, "max": 500}
RUNS = 2


@dataclass(frozen=True)
class Cost:
    """Milliseconds of one question."""

    name: str
    answer: float
    points: float
    every_size: float
    proved: bool | None

    @property
    def proof(self) -> float:
        return self.points + self.every_size


def timed(function):
    started = process_time()
    function()
    return 1e3 * (process_time() - started)


def question(rule, item):
    # What was proved once is remembered, and so are the points at which an answer was tried and functions of matrices.
    tried.cache_clear()
    forget()
    return derive(rule.expr, item, rule.where, rule.order, prove=False)


def answered(rule, item):
    """An answer with all that is compared for every size, so that only the comparison itself is left to be timed."""
    derivation = question(rule, item)
    if derivation.order <= 2 or derivation.derivative.rank <= 2:
        assert derivation.answers
    assert derivation.has_components or not derivation.derivative.rank
    with suppress(Refused):
        assert derivation.vec is None or derivation.vec.form
    assert isinstance(derivation.has_differential, bool)
    return derivation


def measured(rule, item):
    best = None
    for _ in range(RUNS):
        answer = timed(lambda: answered(rule, item))
        derivation = answered(rule, item)
        every_size = timed(lambda: derivation.every_size)  # noqa: B023 - called at once
        # What is remembered of the comparison is not done again.
        points = timed(derivation.verify)
        found = Cost(f"{rule.id} by {item}", answer, points, every_size, derivation.every_size.proved)
        best = found if best is None or found.answer + found.proof < best.answer + best.proof else best
    return best


def at(share, values):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def line(title, costs, value):
    figures = [value(cost) for cost in costs]
    ratios = [value(cost) / max(cost.answer, 1e-3) for cost in costs]
    cells = [f"{at(share, figures):9.2f} {at(share, ratios):7.1f}" for share in (0.5, 0.95, 1)]
    return f"{title:24}" + "".join(cells)


def main():
    questions = [(rule, item) for top in load() for rule in top.questions for item in rule.wrt]
    costs = [measured(*each) for each in questions]
    if "--rows" in sys.argv:
        for cost in sorted(costs, key=lambda cost: -cost.proof):
            print(f"{cost.name:60} {cost.answer:8.2f} {cost.points:9.2f} {cost.every_size:8.2f}")
    print(f"{len(costs)} questions" + " " * 9 + "".join(f"{name:>9}   ratio" for name in GOAL))
    print(line("answer (ms)", costs, lambda cost: cost.answer))
    print(line("proof at points", costs, lambda cost: cost.points))
    print(line("proof for every size", costs, lambda cost: cost.every_size))
    print(line("both proofs", costs, lambda cost: cost.proof))
    print("goal for both           " + "".join(f"{goal:9.2f}        " for goal in GOAL.values()))
    asked = [cost for cost in costs if cost.proved is not None]
    print(f"{sum(bool(cost.proved) for cost in asked)} of {len(asked)} answers with a matrix form hold for every size")


if __name__ == "__main__":
    main()
