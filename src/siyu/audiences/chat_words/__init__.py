"""Chat words: the keyword language over what people write, Chinese and English.

A *rule* asks for words: any of some, all of some, none of some. A *word* has synonyms, and may name
phrases in which it does not count (退 in 退房). Each of them is a *pattern*: plain characters, `*`
for up to six characters between, `*{n}` for up to n, `(退|换)` for one of several. Width, case,
traditional characters, spaces, emoji and small marks do not count. A *hit* is the place where a
word stands; one that is *negated* (不要退货) does not count, nor one in a question where the rule
says so. The verdict names every hit with its place, and why it counts or not.

The hard rule: the same rule and the same text give the same verdict, in time that grows with
their lengths and never faster; nothing here goes back and tries again.
"""
