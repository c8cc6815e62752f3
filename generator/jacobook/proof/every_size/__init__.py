"""Proof for every size: a printed form read back into indices, and compared there with the derivative's components."""
