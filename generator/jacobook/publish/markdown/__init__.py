"""What Python-Markdown learns: formulas, blocks that are answered, links, raw HTML."""
