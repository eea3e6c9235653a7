"""From results to documents, and from documents to text, Markdown, LaTeX, HTML, CSV and JSON.

Belongs here: what a figure is called and how it is written. Does not: working anything out.
"""
