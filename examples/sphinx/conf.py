"""Notes for Sphinx: `sphinx-build -W . _build`."""

project = "Least squares"
extensions = ["sphinx.ext.mathjax", "jacobook.publish.sphinx"]
exclude_patterns = ["_build"]
