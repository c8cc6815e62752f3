"""Claims: formulas that readers bring, judged: right, or wrong and why."""
