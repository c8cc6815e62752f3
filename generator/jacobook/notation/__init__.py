"""Printers: one formula, set as LaTeX, Typst, Unicode text, spoken English, NumPy, JAX, PyTorch, SymPy or Julia."""
