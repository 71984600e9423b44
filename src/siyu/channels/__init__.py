"""The outside channels: one package each, all of one shape.

`protocol.py` is pure (signatures, encryption, parsing), the connector makes the calls, and one
outcome table turns the vendor's codes into our words. Staff are userids, as text, here; whose
they are is for `organisation` to say. Only `messaging` may import what sends.
"""
