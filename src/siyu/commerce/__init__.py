"""Commerce: what the brand sells, who bought it, and what came back.

A *good* is known by its sku. An *order* is a sale: its number is unique for its *source* (a mall,
a file, an API), it has a buyer and *lines*, each with a key that is its own within the order. A
*refund* is an entry against a line: pieces, money, or both. Goods, orders and refunds come in
through *intakes*, row by row, each row answered; a *mall* sends them by webhook.

The hard rule: a refund never changes the order. What a sale was worth stays as it was placed,
what came back is a sum of entries, and net is the difference. Money is whole minor units of the
tenant's currency.
"""
