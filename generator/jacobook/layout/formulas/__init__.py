"""Printed formulas as trees: a shape on every piece, the algebra that keeps them short, and what is said with them."""
