"""What the warehouse is told of people besides the log: their numbers, and who was merged away."""

from siyu.customers.events import CustomersMerged, CustomersParted
from siyu.organisation import service as organisation
from siyu.platform.declarations import Census

PEOPLE = "SELECT id, number FROM customers"
MERGED = """
WITH RECURSIVE chain (tenant_id, number, into_id) AS (
    SELECT tenant_id, number, merged_into FROM customers WHERE merged_into IS NOT NULL
    UNION ALL
    SELECT chain.tenant_id, chain.number, next.merged_into
    FROM chain JOIN customers AS next ON next.id = chain.into_id
    WHERE next.merged_into IS NOT NULL
)
SELECT chain.tenant_id, chain.number, kept.number
FROM chain JOIN customers AS kept ON kept.id = chain.into_id
WHERE kept.merged_into IS NULL
"""

CENSUS = Census(
    people=PEOPLE,
    merged=MERGED,
    zones=organisation.ZONES,
    moved_by=(CustomersMerged.__name__, CustomersParted.__name__),
)
