"""Siyu (私域): turn strangers a brand pays for once into customers it can reach again, for free."""
