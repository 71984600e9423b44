"""Numbers against plain Python, at the door, and over HTTP."""
