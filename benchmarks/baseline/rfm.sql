-- Recency, frequency and money of everyone who bought, cut at their quintiles into scores of 1 to 5, and
-- how many stand at each; orders that changed or were withdrawn count as the metrics of orders and
-- revenue count them.
WITH
    people AS (
        SELECT person, toFloat64(dateDiff('day', maxIf(day, name = 'OrderPlaced'), {last:Date})) AS recency,
            toFloat64(countIf(name = 'OrderPlaced') - countIf(name = 'OrderWithdrawn')) AS often,
            toFloat64(sum(multiIf(name IN ('OrderPlaced', 'RefundWithdrawn'), amount,
                name IN ('OrderRefunded', 'OrderWithdrawn'), -amount,
                amount - ifNull(payload.amount_before.:Int64, 0)))) AS spent
        FROM events
        WHERE name IN ('OrderPlaced', 'OrderChanged', 'OrderWithdrawn', 'OrderRefunded', 'RefundWithdrawn')
          AND day BETWEEN {first:Date} AND {last:Date}
        GROUP BY person HAVING countIf(name = 'OrderPlaced') > 0 AND often > 0
    ),
    (
        SELECT (quantilesExact(0.2, 0.4, 0.6, 0.8)(recency), quantilesExact(0.2, 0.4, 0.6, 0.8)(often),
            quantilesExact(0.2, 0.4, 0.6, 0.8)(spent))
        FROM people
    ) AS cuts
SELECT toUInt8(5 - arrayCount(c -> recency > c, cuts.1)) AS r, toUInt8(1 + arrayCount(c -> often > c, cuts.2)) AS f,
    toUInt8(1 + arrayCount(c -> spent > c, cuts.3)) AS m, count() AS people
FROM people
GROUP BY r, f, m
