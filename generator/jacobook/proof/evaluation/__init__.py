"""Formulas and conditions evaluated at a point: what a printed answer says there, in numbers."""
