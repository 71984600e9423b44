"""What happens here, told to the brand's own systems: each event once to each endpoint that asks.

An *endpoint* is a receiver's URL, the events it wants and the secret that signs them. A *webhook
delivery* is one event for one endpoint: enqueued in the commit that moves the listener's cursor,
claimed in one before the call, recorded in one after it. The one hard rule: an event has one id,
the same in every try and every replay; it may arrive twice and out of order, never under another.
"""
