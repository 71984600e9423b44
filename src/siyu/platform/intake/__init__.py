"""What comes in from outside: rows by API, and files with a mapping, a trial, a run and an undo.

An *intake* is a kind of row that a domain takes (`Intake` on its card). An *import* is a file of
such rows: uploaded, its columns matched to the intake's fields, tried, run in batches, and undone
if it was the wrong one. Each row is *taken*, *merged* or *refused* with a reason.

The hard rule: every row of a file is exactly one of the three, however often the run is killed.
"""
