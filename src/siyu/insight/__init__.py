"""Insight: what happens on the way to a customer, measured."""
