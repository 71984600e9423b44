-- Weekly cohorts of first orders ever, and how many ordered again k weeks later: over raw events.
SELECT cohort, dateDiff('week', cohort, week) AS k, count() AS people
FROM (
    SELECT person, toMonday(min(day)) AS cohort, arrayJoin(groupUniqArray(toMonday(day))) AS week
    FROM events WHERE name = 'OrderPlaced'
    GROUP BY person
)
WHERE cohort BETWEEN {first:Date} AND {last:Date} AND k BETWEEN 0 AND {periods:Int32}
GROUP BY cohort, k ORDER BY cohort, k
