"""Derivatives in index form: sums of products of entries, with Kronecker deltas, and no idea of rows and columns."""
