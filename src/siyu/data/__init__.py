"""Data sets of others: loaded into a brand, and checked against what is published of them.

*online-retail* ships with Siyu. *completejourney* is fetched by the pip of this machine and goes in
by the doors that users have: orders by their intake, campaigns as events from outside.
"""
