"""Figures of Siyu: each module has `figures()`, which yields `Figure`s; `./dev bench` prints them.

A module measures one part and names its figures `part.what`. Data is made from a seed or read from
`data/`; nothing is fetched. A figure with a bar from the outside (the same work by other means)
carries the ratio to it, because absolute numbers wander between machines.
"""
