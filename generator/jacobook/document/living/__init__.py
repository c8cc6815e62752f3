"""Figures that answer the finger: drawn whole at build time, of numbers that the engine computed."""
