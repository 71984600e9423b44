"""Winning a customer: live codes (活码) and what a new friend is greeted with (欢迎语).

A *live code* is one QR with many advisers behind it. Its *schedule* says who stands on it at
any hour: special date, weekday slot, all-day list; those offline or at their cap are dropped;
then the *backups*; then **nobody**, which is shown, told to the store's managers and never
passed off as an ordinary state. Every friend who comes through a code is *counted* once, with
a place in its ledger; caps are judged after counting.

A *welcome rule* says what a new friend reads: special, then periodic, then channel, then
default; inside a level the most specific scope wins.

One hard rule: what stands on the WeCom code changes only through the `live_codes` loop, which
writes only when the list differs from what is live, and records nothing it was not told.
"""
