"""Winning a customer: live codes (活码), welcomes (欢迎语), and by which source people come.

A *live code* is one QR with many advisers behind it. Its *schedule* says who stands on it at
any hour: special date, weekday slot, all-day list; those offline or at their cap are dropped;
then the *backups*; then **nobody**, which is shown, told to the store's managers and never
passed off as an ordinary state. Every friend who comes through a code is *counted* once, with
a place in its ledger; caps are judged after counting.

A *welcome rule* says what a new friend reads: special, then periodic, then channel, then
default; inside a level the most specific scope wins.

A *source* is a node in the tree of channels; codes, short links and partners belong to one, and
it costs money by day. Each friend-add is an *arrival*; the earliest arrival of a customer says
which source won them. *Channel figures* put cost, new friends and first orders side by side;
first orders are read from the field `first_order_at` of whoever knows orders.

One hard rule: what stands on the WeCom code changes only through the `live_codes` loop, which
writes only when the list differs from what is live, and records nothing it was not told.
"""
