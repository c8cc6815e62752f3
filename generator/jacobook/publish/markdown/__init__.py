"""The extensions of Python-Markdown: formulas, blocks that are answered, links, raw HTML."""
