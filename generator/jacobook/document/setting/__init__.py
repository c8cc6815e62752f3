"""How text and formulas come into documents: the Jinja environment, escaping, formulas in every notation."""
