-- Who has tag a or b but not c, bought at least n times in d days, spent more than x in all, and did
-- not visit for w days: over raw events and the rows of tags, each condition one pass, cheap ones
-- first, sets as bitmaps.
WITH
    (
        SELECT bitmapAndnot(
            groupBitmapStateIf(number, key IN {tags:Array(String)}),
            groupBitmapStateIf(number, key = {without:String})
        )
        FROM keys FINAL
        WHERE field = 'tags' AND (key IN {tags:Array(String)} OR key = {without:String})
    ) AS tagged,
    (
        SELECT groupBitmapState(number) FROM events
        WHERE name = 'PageViewed' AND day > {visited_after:Date} AND bitmapContains(tagged, number)
    ) AS visited,
    (
        SELECT groupBitmapStateIf(number, bought >= {times:UInt32} AND spent > {spent:Int64})
        FROM (
            SELECT number, countIf(day > {bought_after:Date}) AS bought, sum(amount) AS spent
            FROM events
            WHERE name = 'OrderPlaced' AND bitmapContains(tagged, number) AND NOT bitmapContains(visited, number)
            GROUP BY number
        )
    ) AS buyers
SELECT bitmapCardinality(buyers) AS people
