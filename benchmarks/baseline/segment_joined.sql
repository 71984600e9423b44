-- The same as segment.sql the way it is usually written: sets of ids and a join of what was bought.
SELECT count() AS people
FROM (
    SELECT number, countIf(day > {bought_after:Date}) AS bought, sum(amount) AS spent
    FROM events
    WHERE name = 'OrderPlaced'
    GROUP BY number
    HAVING bought >= {times:UInt32} AND spent > {spent:Int64}
)
WHERE number IN (
    SELECT number FROM keys FINAL WHERE field = 'tags' AND key IN {tags:Array(String)}
)
AND number NOT IN (
    SELECT number FROM keys FINAL WHERE field = 'tags' AND key = {without:String}
)
AND number NOT IN (
    SELECT number FROM events WHERE name = 'PageViewed' AND day > {visited_after:Date}
)
