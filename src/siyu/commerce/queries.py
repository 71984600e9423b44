"""SQL of commerce: whole batches at once, every statement within one tenant."""

from sqlalchemy import text

INSERT_ORDERS = text(
    "INSERT INTO orders (id, tenant_id, source, number, customer_id, placed_at, amount, lines)"
    " SELECT id, :tenant, source, number, customer_id, placed_at, 0, 0"
    " FROM unnest(CAST(:ids AS uuid[]), CAST(:sources AS text[]), CAST(:numbers AS text[]),"
    " CAST(:customers AS uuid[]), CAST(:placed AS timestamptz[]))"
    " AS told(id, source, number, customer_id, placed_at)"
    " ON CONFLICT (tenant_id, source, number) DO NOTHING RETURNING id"
)
"""In the order of the arrays, which is that of the keys: two batches at once cannot block each
other in a ring."""

LOCK_ORDERS = text(
    "SELECT orders.id, source, number, customer_id, placed_at, amount FROM orders"
    " JOIN unnest(CAST(:sources AS text[]), CAST(:numbers AS text[])) AS told(source, number)"
    " USING (source, number) WHERE tenant_id = :tenant"
    " ORDER BY source, number FOR UPDATE OF orders"
)
LOCK_BY_ID = text(
    "SELECT id, source, number, customer_id, placed_at, amount FROM orders"
    " WHERE tenant_id = :tenant AND id = ANY(:ids) ORDER BY source, number FOR UPDATE"
)
LINES = text(
    "SELECT order_id, line, sku, quantity, amount FROM order_lines"
    " WHERE order_id = ANY(:orders) ORDER BY order_id, line"
)
RETURNED = text(
    "SELECT order_id, line, CAST(sum(quantity) AS bigint) AS quantity,"
    " CAST(sum(amount) AS bigint) AS amount FROM refunds"
    " WHERE order_id = ANY(:orders) GROUP BY order_id, line"
)
COPY_LINES = "COPY order_lines (id, tenant_id, order_id, line, sku, quantity, amount) FROM STDIN"
CHANGE_LINES = text(
    "UPDATE order_lines SET sku = told.sku, quantity = told.quantity, amount = told.amount"
    " FROM unnest(CAST(:orders AS uuid[]), CAST(:lines AS text[]), CAST(:skus AS text[]),"
    " CAST(:quantities AS integer[]), CAST(:amounts AS bigint[]))"
    " AS told(order_id, line, sku, quantity, amount)"
    " WHERE order_lines.order_id = told.order_id AND order_lines.line = told.line"
)
REMOVE_LINES = text(
    "DELETE FROM order_lines USING unnest(CAST(:orders AS uuid[]), CAST(:lines AS text[]))"
    " AS told(order_id, line)"
    " WHERE order_lines.order_id = told.order_id AND order_lines.line = told.line"
)
KEEP_TOTALS = text(
    "UPDATE orders SET amount = told.amount, lines = told.lines, placed_at = told.placed_at"
    " FROM unnest(CAST(:ids AS uuid[]), CAST(:amounts AS bigint[]), CAST(:lines AS integer[]),"
    " CAST(:placed AS timestamptz[])) AS told(id, amount, lines, placed_at)"
    " WHERE orders.id = told.id"
)
REMOVE_ORDERS = text("DELETE FROM orders WHERE tenant_id = :tenant AND id = ANY(:ids)")

MAKE_GOODS = text(
    "INSERT INTO goods (id, tenant_id, sku, title, category)"
    " SELECT id, :tenant, sku, title, ''"
    " FROM unnest(CAST(:ids AS uuid[]), CAST(:skus AS text[]), CAST(:titles AS text[]))"
    " AS told(id, sku, title) ON CONFLICT (tenant_id, sku) DO NOTHING RETURNING sku"
)
KNOWN_GOODS = text("SELECT sku FROM goods WHERE tenant_id = :tenant AND sku = ANY(:skus)")
TITLES = text("SELECT sku, title FROM goods WHERE tenant_id = :tenant AND sku = ANY(:skus)")
UNMAKE_GOODS = text(
    "DELETE FROM goods USING unnest(CAST(:skus AS text[]), CAST(:titles AS text[]))"
    " AS made(sku, title) WHERE tenant_id = :tenant AND goods.sku = made.sku"
    " AND goods.title = made.title AND category = '' AND price IS NULL AND NOT EXISTS"
    " (SELECT 1 FROM order_lines WHERE order_lines.tenant_id = :tenant"
    " AND order_lines.sku = made.sku)"
)
"""Only what is as the order made it, and nobody bought otherwise."""

LOCK_GOODS = text(
    "SELECT id, sku, title, category, price FROM goods"
    " WHERE tenant_id = :tenant AND sku = ANY(:skus) ORDER BY sku FOR UPDATE"
)
CHANGE_GOODS = text(
    "UPDATE goods SET title = told.title, category = told.category, price = told.price"
    " FROM unnest(CAST(:ids AS uuid[]), CAST(:titles AS text[]), CAST(:categories AS text[]),"
    " CAST(:prices AS bigint[])) AS told(id, title, category, price) WHERE goods.id = told.id"
)
REMOVE_GOODS = text("DELETE FROM goods WHERE tenant_id = :tenant AND id = ANY(:ids)")

KNOWN_REFUNDS = text(
    "SELECT refunds.id, source, number, entry, order_id, line, quantity, amount FROM refunds"
    " JOIN unnest(CAST(:sources AS text[]), CAST(:numbers AS text[]), CAST(:entries AS text[]))"
    " AS told(source, number, entry) USING (source, number, entry) WHERE tenant_id = :tenant"
)
COPY_REFUNDS = (
    "COPY refunds (id, tenant_id, source, number, entry, order_id, line, customer_id, quantity,"
    " amount, refunded_at) FROM STDIN"
)
REMOVE_REFUNDS = text(
    "DELETE FROM refunds WHERE tenant_id = :tenant AND id = ANY(:ids)"
    " RETURNING id, order_id, customer_id, amount"
)
SALES_LEFT = text(
    "SELECT orders.customer_id, order_lines.sku, orders.number, orders.placed_at,"
    " order_lines.line, order_lines.quantity - coalesce(back.quantity, 0) AS quantity,"
    " order_lines.amount - coalesce(back.amount, 0) AS amount,"
    " order_lines.amount AS whole, order_lines.quantity AS pieces"
    " FROM unnest(CAST(:customers AS uuid[]), CAST(:skus AS text[])) AS asked(customer_id, sku)"
    " JOIN orders ON orders.customer_id = asked.customer_id AND orders.tenant_id = :tenant"
    " AND orders.source = :source"
    " JOIN order_lines ON order_lines.order_id = orders.id AND order_lines.sku = asked.sku"
    " LEFT JOIN LATERAL (SELECT CAST(sum(quantity) AS bigint) AS quantity,"
    " CAST(sum(amount) AS bigint) AS amount FROM refunds"
    " WHERE refunds.order_id = orders.id AND refunds.line = order_lines.line) AS back ON true"
    " WHERE order_lines.quantity > coalesce(back.quantity, 0)"
    " ORDER BY orders.placed_at DESC, orders.number DESC, order_lines.line"
)
"""What customers bought of a good and have not given back, the latest first."""

OVERDRAWN = text(
    "SELECT min(refunds.id::text)::uuid FROM refunds LEFT JOIN order_lines"
    " ON order_lines.order_id = refunds.order_id AND order_lines.line = refunds.line"
    " WHERE refunds.tenant_id = :tenant GROUP BY refunds.order_id, refunds.line"
    " HAVING sum(refunds.quantity) > coalesce(max(order_lines.quantity), 0)"
    " OR sum(refunds.amount) > coalesce(max(order_lines.amount), 0)"
)
"""The invariant of the ledger; names a refund of each line that breaks it."""
