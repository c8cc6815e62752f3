"""Where an answer holds: what it needs, brought down to the variables, without what is known anyway."""
