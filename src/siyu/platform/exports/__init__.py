"""Lists that people take away as files: CSV, XLSX and SPSS with the same columns and rows.

An *export* is asked for by a person, written by a job as far as that person sees, fetched by
nobody else, and deleted after a week. The log of exports stays.

The hard rule: nothing leaves without a trace of who took it, what was filtered, which columns, how
many rows and when; and no cell is ever a formula.
"""
