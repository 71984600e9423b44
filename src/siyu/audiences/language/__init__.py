"""The segment language, in passes. Pure: no database, web or clock.

`check` reads JSON into a *plan* or says all that is wrong with it; `lowering` prints a plan as one
question to the warehouse; `holds` decides for one person in memory and says until when that
stands; `words` says it in 中文 and English. What the passes share is small: the conditions, the
comparisons in them, and how a day count becomes a range of days.
"""
