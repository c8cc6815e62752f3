"""Jacobook: a matrix-calculus reference that derives itself."""
