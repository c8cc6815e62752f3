"""Drawings of what is computed from what."""
