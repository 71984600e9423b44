"""What every domain stands on: settings, clock, database, work, log, loops, jobs, http, access.

Knows no domain. A domain reaches the world only through what is here.
"""
