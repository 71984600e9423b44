"""Audiences: whom something is for, said once and kept true."""
