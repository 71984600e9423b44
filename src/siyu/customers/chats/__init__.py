"""Chats: what customers and advisers wrote to each other, as far as the customer lets it be kept.

A *message* is one text between one customer and one member of staff; it came from an archive, under
the archive's own key. It is kept sealed for a time, the *retention*, counted from when it was said.
A *refusal* remembers that a message came and was not kept, and why; not what it said or when.

The hard rule: no text without the customer's consent to being archived, and none past its time;
whoever withdraws, or asks to be erased, has none here any more. The log holds ids. Nothing opens a
text but `reading`.
"""
