-- DAU, WAU and MAU of each day: each day's set, which the table keeps, merged into the days it counts
-- for.
SELECT day + later AS at, groupBitmapMergeIf(b, later = 0) AS dau,
    groupBitmapMergeIf(b, later < 7) AS wau, groupBitmapMerge(b) AS mau
FROM (
    SELECT day, groupBitmapState(number) AS b FROM events
    WHERE name IN ('FriendAdded', 'OrderPlaced') AND day BETWEEN {first:Date} - 29 AND {last:Date}
    GROUP BY day
)
ARRAY JOIN range(30) AS later
WHERE at BETWEEN {first:Date} AND {last:Date}
GROUP BY at ORDER BY at
