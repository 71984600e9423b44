-- How many took FriendAdded, PageViewed, ElementClicked, OrderPlaced in order within 7 days, by the
-- channel of their first FriendAdded: the engine's own function, which leaves the order of ties to
-- chance and tells no times.
SELECT channel, [countIf(level >= 1), countIf(level >= 2), countIf(level >= 3), countIf(level >= 4)] AS people
FROM (
    SELECT person, windowFunnel(604800000000)(
            toUInt64(toUnixTimestamp64Micro(happened_at)),
            name = 'FriendAdded' AND day <= {last:Date}, name = 'PageViewed', name = 'ElementClicked',
            name = 'OrderPlaced'
        ) AS level,
        argMinIf(payload.state.:String, (happened_at, id), name = 'FriendAdded' AND day <= {last:Date}) AS channel
    FROM events
    WHERE name IN ('FriendAdded', 'PageViewed', 'ElementClicked', 'OrderPlaced')
      AND day BETWEEN {first:Date} AND {last:Date} + 8
    GROUP BY person
)
WHERE level > 0
GROUP BY channel ORDER BY people[1] DESC, channel
