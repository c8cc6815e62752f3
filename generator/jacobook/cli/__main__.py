"""`python -m jacobook.cli` is `jacobook`."""

from jacobook.cli import main

main()
