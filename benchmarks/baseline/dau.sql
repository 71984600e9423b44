-- Active people of each day and of the whole span (the row without a day): the sets of days that the
-- table keeps, merged.
SELECT day, groupBitmapMerge(b) AS people
FROM (
    SELECT day, groupBitmapState(number) AS b FROM events
    WHERE name IN ('FriendAdded', 'OrderPlaced') AND day BETWEEN {first:Date} AND {last:Date} GROUP BY day
)
GROUP BY GROUPING SETS ((day), ())
