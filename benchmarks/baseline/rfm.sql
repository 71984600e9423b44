-- Recency, frequency and money of everyone who bought, and their quintiles; orders that changed or
-- were withdrawn count as the metrics of orders and revenue count them.
SELECT quantilesExact(0.2, 0.4, 0.6, 0.8)(recency) AS r,
    quantilesExact(0.2, 0.4, 0.6, 0.8)(often) AS f, quantilesExact(0.2, 0.4, 0.6, 0.8)(spent) AS m
FROM (
    SELECT person, dateDiff('day', maxIf(day, name = 'OrderPlaced'), {last:Date}) AS recency,
        countIf(name = 'OrderPlaced') - countIf(name = 'OrderWithdrawn') AS often,
        sum(multiIf(name IN ('OrderPlaced', 'RefundWithdrawn'), amount,
            name IN ('OrderRefunded', 'OrderWithdrawn'), -amount,
            amount - ifNull(payload.amount_before.:Int64, 0))) AS spent
    FROM events
    WHERE name IN ('OrderPlaced', 'OrderChanged', 'OrderWithdrawn', 'OrderRefunded', 'RefundWithdrawn')
      AND day BETWEEN {first:Date} AND {last:Date}
    GROUP BY person HAVING often > 0
)
