"""Claims: formulas that readers bring, judged: right and as which form, right under a condition, wrong and why."""
