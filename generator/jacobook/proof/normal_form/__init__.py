"""Sums of products of entries in one normal form, so that two that are equal for every size are seen to be equal."""
