"""Chapters written by hand as a printed book has them: their words, and formulas that their authors typed."""
