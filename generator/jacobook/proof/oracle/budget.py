"""How much work a proof may be."""

from __future__ import annotations

from dataclasses import dataclass

from jacobook.proof.oracle.arrays import Unproved

MOST_EVALUATIONS = 400_000
"""Pieces of formulas that are evaluated at one point before a proof is given up."""


@dataclass
class Budget:
    """How many pieces may still be evaluated."""

    left: int = MOST_EVALUATIONS

    def spend(self) -> None:
        """Count one piece; raises `Unproved` when there have been too many."""
        self.left -= 1
        if self.left < 0:
            raise Unproved("the answer is too large to be proved here")
