-- Daily cohorts of first orders ever, and how many ordered again k days later: one row a person, with
-- the days of their orders.
SELECT cohort, dateDiff('day', cohort, at) AS k, count() AS people
FROM (
    SELECT person, min(day) AS cohort, arrayJoin(groupUniqArray(day)) AS at
    FROM events WHERE name = 'OrderPlaced'
    GROUP BY person
)
WHERE cohort BETWEEN {first:Date} AND {last:Date} AND k BETWEEN 0 AND {periods:Int32}
GROUP BY cohort, k ORDER BY cohort, k
