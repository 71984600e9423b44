"""Goods, orders with their lines, refunds, malls, and the load of a real year."""

from alembic import op

revision = "0002"
down_revision = "0001"

TABLES = """
CREATE TABLE goods (
    sku VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    category VARCHAR NOT NULL,
    price BIGINT,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_goods PRIMARY KEY (id),
    CONSTRAINT uq_goods_tenant_id_sku UNIQUE (tenant_id, sku)
);
CREATE INDEX ix_goods_tenant_id ON goods (tenant_id);

CREATE TABLE orders (
    source VARCHAR NOT NULL,
    number VARCHAR NOT NULL,
    customer_id UUID NOT NULL,
    placed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    amount BIGINT NOT NULL,
    lines INTEGER NOT NULL,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_orders PRIMARY KEY (id),
    CONSTRAINT uq_orders_tenant_id_source_number UNIQUE (tenant_id, source, number)
);
CREATE INDEX ix_orders_tenant_id ON orders (tenant_id);
CREATE INDEX ix_orders_placed ON orders (tenant_id, placed_at, id);
CREATE INDEX ix_orders_customer ON orders (customer_id, placed_at);
CREATE INDEX ix_orders_number ON orders (tenant_id, number);

CREATE TABLE order_lines (
    order_id UUID NOT NULL,
    line VARCHAR NOT NULL,
    sku VARCHAR NOT NULL,
    quantity INTEGER NOT NULL,
    amount BIGINT NOT NULL,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_order_lines PRIMARY KEY (id),
    CONSTRAINT uq_order_lines_order_id_line UNIQUE (order_id, line)
);
CREATE INDEX ix_order_lines_tenant_id ON order_lines (tenant_id);
CREATE INDEX ix_order_lines_sku ON order_lines (tenant_id, sku);

CREATE TABLE refunds (
    source VARCHAR NOT NULL,
    number VARCHAR NOT NULL,
    entry VARCHAR NOT NULL,
    order_id UUID NOT NULL,
    line VARCHAR NOT NULL,
    customer_id UUID NOT NULL,
    quantity INTEGER NOT NULL,
    amount BIGINT NOT NULL,
    refunded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_refunds PRIMARY KEY (id),
    CONSTRAINT uq_refunds_tenant_id_source_number_entry UNIQUE (tenant_id, source, number, entry)
);
CREATE INDEX ix_refunds_tenant_id ON refunds (tenant_id);
CREATE INDEX ix_refunds_customer_id ON refunds (customer_id);
CREATE INDEX ix_refunds_refunded ON refunds (tenant_id, refunded_at);
CREATE INDEX ix_refunds_order ON refunds (order_id, line);

CREATE TABLE malls (
    vendor VARCHAR NOT NULL,
    client_id VARCHAR NOT NULL,
    secret BYTEA NOT NULL,
    connected_at TIMESTAMP WITH TIME ZONE NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_malls PRIMARY KEY (id),
    CONSTRAINT uq_malls_tenant_id_vendor UNIQUE (tenant_id, vendor)
);
CREATE INDEX ix_malls_tenant_id ON malls (tenant_id);

CREATE TABLE history_loads (
    name VARCHAR NOT NULL,
    shift_weeks INTEGER NOT NULL,
    position INTEGER NOT NULL,
    taken INTEGER NOT NULL,
    merged INTEGER NOT NULL,
    refused JSONB NOT NULL,
    refused_bytes BIGINT NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    finished_at TIMESTAMP WITH TIME ZONE,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_history_loads PRIMARY KEY (id),
    CONSTRAINT uq_history_loads_tenant_id_name UNIQUE (tenant_id, name)
);
CREATE INDEX ix_history_loads_tenant_id ON history_loads (tenant_id);
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(TABLES)
