"""Programs: a computation and its backward pass as functions that a reader can paste, for NumPy, JAX and PyTorch."""
