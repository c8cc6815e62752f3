"""From index form to matrices: the two layouts, and the form that a textbook prints."""
