"""Tracking: what people do on the brand's own web and H5 pages, told by a snippet of ours.

A *site* is a set of origins with one snippet; its write key stands in the page for all to see. A
*visitor* is a browser, known by an id of ours that the browser keeps; a *visit* ends after a pause;
a *touch* says by which campaign or page a visit came. A visitor is *recognised* as a customer only
by a token that the brand's server signed.

The hard rule: an event that a page tells twice, late or over a bad line counts once. The log holds
ids and numbers; what pages are called stands in a table beside it. What a page tells is nobody's
word: each refusal is counted with its reason, and nothing that is sent here is answered with a 500.
"""
