"""The documentation is current, complete in both languages, and whole by itself."""
