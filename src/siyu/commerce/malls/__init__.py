"""Malls that send their orders here: one mapping of fields and one signed webhook each.

"Like" because the mappings are written from public field documents and were never run against
the real malls; `docs/guides/malls.md` lists every field that is read.
"""
