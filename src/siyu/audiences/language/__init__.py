"""The segment language, in passes. Pure: no database, web or clock.

Read in this order. `conditions` is what the passes see: small, typed, immutable. `catalogue` is
what may be asked; `properties` reads it from the declarations of events. `checking` (with `nodes`,
`operands` and `checking_events`) turns JSON into a `plan`, or says all `faults` at once. Then two
interpreters that must agree: `lowering` (with `questions`, `compared` and `lowering_events`) prints
a plan as one question to the warehouse, about everybody; `holds` (with `facts`, `comparing`,
`measuring` and `holds_events`) decides for one person in memory, and says until when that stands.
They share `spans`, how counts of days become ranges of days, and `sampling`. `words` (with
`phrases`) says a plan in 中文 and English.
"""
