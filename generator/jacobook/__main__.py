"""`python -m jacobook` is `jacobook`."""

from jacobook.cli import main

main()
