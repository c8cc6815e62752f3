"""Formulas that readers bring, judged: right and as which form, right under a condition, or wrong and why."""
