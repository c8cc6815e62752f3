"""Computations in named steps, and the adjoints of the steps from the value back to the variables."""
