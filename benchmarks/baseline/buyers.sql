-- Buyers of each day and of the whole span: over raw events.
SELECT day, groupBitmapMerge(b) AS people
FROM (
    SELECT day, groupBitmapState(person) AS b FROM events
    WHERE name = 'OrderPlaced' AND day BETWEEN {first:Date} AND {last:Date} GROUP BY day
)
GROUP BY GROUPING SETS ((day), ())
