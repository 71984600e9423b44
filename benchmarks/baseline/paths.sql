-- What people did next, three steps on from the first order of each visit (gaps of 30 minutes).
SELECT walk, count() AS paths
FROM (
    SELECT arraySlice(arrayCompact(arraySlice(visit, arrayFirstIndex(n -> n = 'OrderPlaced', visit))), 1, 4) AS walk
    FROM (
        SELECT arrayJoin(arraySplit((n, d) -> d > 1800000000, names, arrayDifference(times))) AS visit
        FROM (
            SELECT arraySort(groupArray((toUnixTimestamp64Micro(happened_at), id, name))) AS them,
                them.1 AS times, them.3 AS names
            FROM events
            WHERE name IN ('FriendAdded', 'OrderPlaced') AND day BETWEEN {first:Date} AND {last:Date}
            GROUP BY person
        )
    )
    WHERE has(visit, 'OrderPlaced')
)
GROUP BY walk ORDER BY paths DESC
