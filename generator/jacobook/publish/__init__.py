"""What writes files and runs tools: the site, the PDFs, the exports, and the Markdown extensions."""
