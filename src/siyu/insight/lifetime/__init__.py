"""What a customer is worth: how often they come again, for how long, and what they spend.

A *history* is all a model needs of a customer: how many *repeats* (purchases after the first), when
the *last* one was and of what *age* the customer is, both counted from the first purchase. The
papers write x, t_x and T. Customers with the same history are counted, not listed: a million of
them are some hundred thousand rows, and the likelihood is the same.

The models tell one story. Someone buys at a rate of their own until, unseen, they leave for good:
after a purchase (BG/NBD), after any purchase and the first too (MBG/NBD), at any time (Pareto/NBD),
or between two occasions where there are only occasions (BG/BB). What they spend on average is a
story of its own (gamma-gamma). A model is its parameters; given arrays of parameters it answers
with arrays, which is how an interval is drawn.

One hard rule: where the data cannot bear a number, the answer is `Refused` with the reason.
"""
