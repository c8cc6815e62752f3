"""What is found: forms evaluated, compared with the independent derivative, and the certificate that says so."""
