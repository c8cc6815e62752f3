"""What sets formulas and prints: KaTeX, Typst, LaTeX and their fonts."""
