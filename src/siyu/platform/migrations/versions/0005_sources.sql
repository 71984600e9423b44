-- Sources of customers with their costs, short links, partners, and by which source people came.

ALTER TABLE live_codes ADD COLUMN source_id UUID;

CREATE TABLE sources (
    name VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    under_id UUID,
    node_id UUID,
    mark VARCHAR NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_sources PRIMARY KEY (id),
    CONSTRAINT uq_sources_tenant_id_mark UNIQUE (tenant_id, mark),
    CONSTRAINT uq_sources_tenant_id_under_id_name UNIQUE NULLS NOT DISTINCT (tenant_id, under_id, name),
    CONSTRAINT fk_sources_under_id FOREIGN KEY(under_id) REFERENCES sources (id)
);

CREATE INDEX ix_sources_node ON sources (tenant_id, node_id);

CREATE INDEX ix_sources_tenant_id ON sources (tenant_id);

CREATE TABLE source_costs (
    source_id UUID NOT NULL,
    day DATE NOT NULL,
    spent_on VARCHAR NOT NULL,
    amount BIGINT NOT NULL,
    simulated BOOLEAN NOT NULL,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_source_costs PRIMARY KEY (id),
    CONSTRAINT uq_source_costs_source_id_day_spent_on UNIQUE (source_id, day, spent_on),
    CONSTRAINT fk_source_costs_source_id FOREIGN KEY(source_id) REFERENCES sources (id)
);

CREATE INDEX ix_source_costs_day ON source_costs (tenant_id, day);

CREATE INDEX ix_source_costs_tenant_id ON source_costs (tenant_id);

CREATE TABLE arrivals (
    customer_id UUID NOT NULL,
    source_id UUID,
    how VARCHAR NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    relation_id UUID,
    staff_id UUID,
    live_code_id UUID,
    key VARCHAR NOT NULL,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_arrivals PRIMARY KEY (id),
    CONSTRAINT uq_arrivals_tenant_id_key UNIQUE (tenant_id, key)
);

CREATE INDEX ix_arrivals_at ON arrivals (tenant_id, at);

CREATE INDEX ix_arrivals_customer ON arrivals (tenant_id, customer_id, at);

CREATE INDEX ix_arrivals_live_code ON arrivals (live_code_id);

CREATE INDEX ix_arrivals_tenant_id ON arrivals (tenant_id);

CREATE TABLE short_links (
    code VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    source_id UUID NOT NULL,
    target VARCHAR NOT NULL,
    term VARCHAR,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_short_links PRIMARY KEY (id),
    CONSTRAINT uq_short_links_code UNIQUE (code),
    CONSTRAINT fk_short_links_source_id FOREIGN KEY(source_id) REFERENCES sources (id)
);

CREATE INDEX ix_short_links_source_id ON short_links (source_id);

CREATE INDEX ix_short_links_tenant_id ON short_links (tenant_id);

CREATE TABLE link_visits (
    short_link_id UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    seen_as VARCHAR NOT NULL,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_link_visits PRIMARY KEY (id)
);

CREATE INDEX ix_link_visits_link ON link_visits (short_link_id, at);

CREATE INDEX ix_link_visits_tenant_id ON link_visits (tenant_id);

CREATE TABLE partners (
    name VARCHAR NOT NULL,
    source_id UUID NOT NULL,
    agreed_from DATE,
    agreed_until DATE,
    terms VARCHAR NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_partners PRIMARY KEY (id),
    CONSTRAINT fk_partners_source_id FOREIGN KEY(source_id) REFERENCES sources (id)
);

CREATE INDEX ix_partners_tenant_id ON partners (tenant_id);

CREATE INDEX ix_partners_source_id ON partners (source_id);
