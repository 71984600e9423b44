-- Sites: pages that tell what happens on them, who came by, and by what.

CREATE TABLE sites (
    name VARCHAR NOT NULL,
    key VARCHAR NOT NULL,
    secret_sealed BYTEA NOT NULL,
    origins TEXT[] NOT NULL,
    consent VARCHAR(32) NOT NULL,
    gap_minutes SMALLINT NOT NULL,
    collapse_ids BOOLEAN NOT NULL,
    outbound BOOLEAN NOT NULL,
    respect_signals BOOLEAN NOT NULL,
    enabled BOOLEAN NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    removed_at TIMESTAMP WITH TIME ZONE,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_sites PRIMARY KEY (id)
);
CREATE INDEX ix_sites_tenant_id ON sites (tenant_id);
CREATE UNIQUE INDEX uq_sites_key ON sites (key);
CREATE UNIQUE INDEX uq_sites_name ON sites (tenant_id, name) WHERE removed_at IS NULL;
CREATE TABLE site_names (
    site_id UUID NOT NULL,
    kind VARCHAR(32) NOT NULL,
    name VARCHAR NOT NULL,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_site_names PRIMARY KEY (id),
    CONSTRAINT uq_site_names_site_id_kind_name UNIQUE (site_id, kind, name)
);
CREATE INDEX ix_site_names_tenant_id ON site_names (tenant_id);
CREATE TABLE site_touches (
    site_id UUID NOT NULL,
    source VARCHAR NOT NULL,
    medium VARCHAR NOT NULL,
    campaign VARCHAR NOT NULL,
    term VARCHAR NOT NULL,
    content VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    ad VARCHAR NOT NULL,
    referrer VARCHAR NOT NULL,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_site_touches PRIMARY KEY (id),
    CONSTRAINT uq_site_touches_whole UNIQUE (
        site_id, source, medium, campaign, term, content, code, ad, referrer
    )
);
CREATE INDEX ix_site_touches_tenant_id ON site_touches (tenant_id);
CREATE TABLE site_visitors (
    site_id UUID NOT NULL,
    mark BYTEA,
    customer_id UUID,
    identity_id UUID,
    recognised_at TIMESTAMP WITH TIME ZONE,
    first_seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    first_touch_id UUID,
    last_touch_id UUID,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_site_visitors PRIMARY KEY (id)
);
CREATE INDEX ix_site_visitors_customer ON site_visitors (customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX ix_site_visitors_seen ON site_visitors (seen_at);
CREATE INDEX ix_site_visitors_tenant_id ON site_visitors (tenant_id);
CREATE UNIQUE INDEX uq_site_visitors_mark ON site_visitors (site_id, mark) WHERE mark IS NOT NULL;
CREATE TABLE site_visits (
    visitor_id UUID NOT NULL,
    told_id UUID NOT NULL,
    began_at TIMESTAMP WITH TIME ZONE NOT NULL,
    page_id UUID NOT NULL,
    touch_id UUID,
    click_id VARCHAR,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_site_visits PRIMARY KEY (id),
    CONSTRAINT uq_site_visits_visitor_id_told_id UNIQUE (visitor_id, told_id),
    CONSTRAINT fk_site_visits_visitor_id FOREIGN KEY(visitor_id) REFERENCES site_visitors (id) ON DELETE CASCADE
);
CREATE INDEX ix_site_visits_tenant_id ON site_visits (tenant_id);
CREATE TABLE site_hits (
    tenant_id UUID NOT NULL,
    site_id UUID NOT NULL,
    kind VARCHAR(32) NOT NULL,
    page_id UUID,
    named_id UUID,
    number DOUBLE PRECISION,
    is_customer BOOLEAN NOT NULL,
    happened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_site_hits PRIMARY KEY (id)
);
CREATE INDEX ix_site_hits_received ON site_hits USING brin (received_at);
CREATE INDEX ix_site_hits_site ON site_hits (tenant_id, site_id, received_at);
CREATE TABLE site_counts (
    site_id UUID NOT NULL,
    day DATE NOT NULL,
    outcome VARCHAR(32) NOT NULL,
    shard SMALLINT NOT NULL,
    count INTEGER NOT NULL,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_site_counts PRIMARY KEY (id),
    CONSTRAINT uq_site_counts_site_id_day_outcome_shard UNIQUE (site_id, day, outcome, shard)
);
CREATE INDEX ix_site_counts_tenant_id ON site_counts (tenant_id);
