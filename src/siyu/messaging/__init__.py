"""Everything that leaves: one exit, one row each, one outcome each.

A *delivery* is one message to one customer, or one to some staff, under a key that is used once.
It is *claimed* in the commit of what caused it, *handed off* in a commit before the call, and
*done* with an outcome and a reason. What may have left and cannot be asked after is *unknown*.
The one hard rule: a delivery that may have left is repeated only where the provider lets one pass.
"""
