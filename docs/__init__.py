"""The documentation: Markdown in four kinds, and what writes the reference from the code."""
