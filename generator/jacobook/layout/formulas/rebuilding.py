"""Formulas with changed parts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from jacobook.layout.formulas.formula import Formula
from jacobook.layout.formulas.measure import part_names


def rebuild(formula: Formula, change: Callable[[Formula], Formula]) -> Formula:
    """The formula with each of its direct parts changed; itself where nothing changes."""
    changes: dict[str, object] = {}
    for name in part_names(formula):
        value = getattr(formula, name)
        if isinstance(value, tuple):
            parts = tuple(change(item) if hasattr(item, "rows") else item for item in value)
            if any(new is not old for new, old in zip(parts, value, strict=True)):
                changes[name] = parts
        elif hasattr(value, "rows") and (part := change(value)) is not value:
            changes[name] = part
    return replace(formula, **changes) if changes else formula  # type: ignore[arg-type]
