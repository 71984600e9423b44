"""Customers: who they are, who knows them, what they agreed to, what happened with them.

A *customer* is a person. An *identity* is an account of theirs (an external userid, a unionid, a
phone), with the evidence for it. A *suggestion* says that two may be one; a *merge* makes them one
and can be undone; an *erasure* leaves an empty shell. A *relation* joins a member of staff and an
account of a customer: made by a *friend-add*, ended when either side deletes the other, made again
when they add again. A *tag* says something about a person and knows where it came from. A
*consent* says what they agreed to, when and how.

The hard rule: what WeCom tells us may come twice, late or in any order, and the result is the
same; a strong id is one person's alone. Names, accounts and remarks stand sealed; the log holds
ids.
"""
