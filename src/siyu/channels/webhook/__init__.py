"""Webhooks: signed posts to receivers that the brand runs, by the Standard Webhooks scheme.

A *message* is one body under one id; a *post* is one try to hand it over, and has an *answer*. The
one hard rule: no post reaches an address inside our own network, whatever name leads there.
"""
