"""Readers of other notations: what is written in LaTeX, in code of a library, or as on paper, put into the language."""
