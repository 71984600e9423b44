"""Audiences: who is meant, said in a language that people build and programs read.

A *segment* is a definition, a tree of *conditions*: what a person is (fields), what they did
(events, in a *window* of whole local days), who leads by a value (*top*), a random share
(*sample*), and other segments. A definition is checked against a *catalogue* of what may be asked;
what comes of that is a *plan*, which two interpreters read: one asks the warehouse for everybody,
one looks at a single person in memory.

The hard rule: both interpreters give the same people, at any instant.
"""
