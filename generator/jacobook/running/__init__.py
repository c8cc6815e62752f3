"""Printed code, run: an answer as a function of arrays, for NumPy, JAX and PyTorch."""
