-- How often each person ordered: quantiles, and how many people by bars of one.
SELECT quantilesExactInclusive(0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99)(often) AS quantiles,
    sumMap(map(often, 1)) AS bars
FROM (
    SELECT person, count() AS often FROM events
    WHERE name = 'OrderPlaced' AND day BETWEEN {first:Date} AND {last:Date} GROUP BY person
)
