"""The figures and how they are told."""
