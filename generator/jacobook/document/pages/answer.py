"""An answered rule: what the catalogue asks, what was derived, and what was proved about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jacobook.catalogue.model import Rule
from jacobook.derivation import Derivation
from jacobook.proof.verdict.certificate import Certificate


@dataclass(frozen=True, slots=True)
class Answer:
    """A rule with one derivation and one certificate for each item of its `wrt`, by that item and in that order.

    `examples` are the answers of its examples.
    """

    rule: Rule
    derivations: Mapping[str, Derivation]
    certificates: Mapping[str, Certificate]
    examples: tuple[Answer, ...] = ()
