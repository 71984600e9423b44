-- Who has tag a or b but not c, bought at least n times in d days, spent more than x in all, and did
-- not visit for w days: over raw events, each condition one pass, cheap ones first, sets as bitmaps.
WITH
    (
        SELECT groupBitmapStateIf(number, hasAny(fields.tags.:`Array(Nullable(String))`, {tags:Array(String)})
            AND NOT has(fields.tags.:`Array(Nullable(String))`, {without:String}))
        FROM people FINAL
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
