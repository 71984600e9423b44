"""Text that a spreadsheet must not take for a formula."""

RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r")


def guarded(text: str) -> str:
    """`text` with an apostrophe before what a spreadsheet would run; it shows the rest as text."""
    return f"'{text}" if text.startswith(RUN_BY_SPREADSHEETS) else text
