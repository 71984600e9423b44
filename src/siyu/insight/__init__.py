"""Insight: metrics, funnel, retention, RFM, lifetime value, attribution: every number, explained.

A number is shown with what it means, what it was computed from, how sure it is, and, where the
data cannot bear it, the reason why it is not shown.

One hard rule: the statistics here are functions of parameters and arrays. They know no database,
no web and no clock, so that anyone can hold them against the paper they come from.
"""
