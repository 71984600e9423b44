"""What happened, in numbers that can be trusted: metrics, funnels, retention, paths, spreads, RFM.

A *metric* is declared on the card of the domain whose events it counts; a *question* is a frozen
dataclass that says what is asked, an *answer* what was found. Each figure has a *cell*, and the
people behind a cell are a bitmap of their numbers: a list to read, and a segment to keep.

Days, weeks (from Monday) and months are the brand's own. A person's events are in the order of
(instant, number of the event). Who was merged counts as the person they became; figures keep
counting who was erased since, lists of people do not show them.

The hard rule: the warehouse is read through `Reader.rows` alone, whose door has the engine itself
add the tenant and how far the asker sees.
"""
