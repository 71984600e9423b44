"""Who works here: tenants, the tree of nodes, staff, users and what they may do.

A *tenant* is one brand. Its *nodes* form a tree: headquarters, regions, stores (direct or
franchise). *Staff* stand in a node and carry their WeCom userid. A *user* signs in, has one *role*
(rights, as data) and sees either the nodes from theirs downwards or their own customers only.

The one hard rule: nobody hands out rights, or sight, that they do not have themselves.
"""
