"""What values are computed with: many digits, residues, series, and matrices of them."""
