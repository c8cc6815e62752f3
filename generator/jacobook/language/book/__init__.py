"""Formulas as books and this site print them, read with the shapes that are declared."""
