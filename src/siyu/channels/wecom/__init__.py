"""WeCom (企业微信): its directory, its customers, and what it tells us by callback.

A *connection* is one tenant's self-built app: corp id, agent id, secret, callback token and key.
A *callback* is stored as it came, once, before it is answered; a *reception* of a higher domain
then turns it into an effect. The one hard rule: no call leaves while a unit of work is open.
"""
