"""What the page of a rule contains."""
