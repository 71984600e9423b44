-- How many took FriendAdded, OrderPlaced, OrderRefunded in order within 30 days: the engine's own
-- function, which leaves the order of ties to chance and tells no times.
SELECT level, count() AS people
FROM (
    SELECT person, windowFunnel(2592000000000)(
        toUInt64(toUnixTimestamp64Micro(happened_at)),
        name = 'FriendAdded' AND day <= {last:Date}, name = 'OrderPlaced', name = 'OrderRefunded'
    ) AS level
    FROM events
    WHERE name IN ('FriendAdded', 'OrderPlaced', 'OrderRefunded')
      AND day BETWEEN {first:Date} AND {last:Date} + 31
    GROUP BY person
)
GROUP BY level ORDER BY level
