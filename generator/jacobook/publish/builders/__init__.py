"""Blocks in the documents of other builders: MyST and Jupyter Book, Sphinx, Pandoc and Quarto."""
