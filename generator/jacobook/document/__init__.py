"""What a page, a table and a sheet contain, and how templates turn that into Markdown, LaTeX and Typst."""
