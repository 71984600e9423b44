ALTER TABLE users ALTER COLUMN password_hash DROP NOT NULL;
ALTER TABLE sign_in_sessions ADD COLUMN farewell_url VARCHAR;
ALTER TABLE tag_groups ADD COLUMN kept_to_stores BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE tag_groups ALTER COLUMN kept_to_stores DROP DEFAULT;

-- Rights that roles of the first day would have today; a role that people changed is left alone.
UPDATE roles SET permissions = permissions || '{!sign_in.manage}'::varchar[]
    WHERE key = 'operator' AND '*' = ANY (permissions);
UPDATE roles SET permissions = permissions || '{welcome.write,publications.adopt}'::varchar[]
    WHERE key = 'store_manager' AND '*.read' = ANY (permissions);

CREATE TABLE sign_in_ways (
    wecom BOOLEAN NOT NULL,
    openid BOOLEAN NOT NULL,
    title VARCHAR NOT NULL,
    issuer VARCHAR NOT NULL,
    client_id VARCHAR NOT NULL,
    secret_sealed BYTEA,
    domains VARCHAR[] NOT NULL,
    links_by_email BOOLEAN NOT NULL,
    role_claim VARCHAR NOT NULL,
    arrivals JSONB NOT NULL,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_sign_in_ways PRIMARY KEY (id),
    CONSTRAINT uq_sign_in_ways_tenant_id UNIQUE (tenant_id)
);

CREATE INDEX ix_sign_in_ways_tenant_id ON sign_in_ways (tenant_id);

CREATE TABLE sign_in_links (
    user_id UUID NOT NULL,
    issuer VARCHAR NOT NULL,
    subject VARCHAR NOT NULL,
    linked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_sign_in_links PRIMARY KEY (id),
    CONSTRAINT uq_sign_in_links_tenant_id_issuer_subject UNIQUE (tenant_id, issuer, subject),
    CONSTRAINT fk_sign_in_links_user_id FOREIGN KEY(user_id) REFERENCES users (id)
);

CREATE INDEX ix_sign_in_links_tenant_id ON sign_in_links (tenant_id);
CREATE INDEX ix_sign_in_links_user_id ON sign_in_links (user_id);

CREATE TABLE sign_in_journeys (
    way VARCHAR NOT NULL,
    came_back_at TIMESTAMP WITH TIME ZONE NOT NULL,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_sign_in_journeys PRIMARY KEY (id)
);

CREATE INDEX ix_sign_in_journeys_came_back_at ON sign_in_journeys (came_back_at);
CREATE INDEX ix_sign_in_journeys_tenant_id ON sign_in_journeys (tenant_id);

CREATE TABLE publications (
    kind VARCHAR NOT NULL,
    subject_id UUID NOT NULL,
    name VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    open_parts VARCHAR[] NOT NULL,
    accept_by DATE,
    published_at TIMESTAMP WITH TIME ZONE NOT NULL,
    published_by VARCHAR NOT NULL,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_publications PRIMARY KEY (id),
    CONSTRAINT uq_publications_tenant_id_kind_subject_id UNIQUE (tenant_id, kind, subject_id)
);

CREATE INDEX ix_publications_tenant_id ON publications (tenant_id);

CREATE TABLE publication_versions (
    publication_id UUID NOT NULL,
    version INTEGER NOT NULL,
    definition JSONB NOT NULL,
    open_parts VARCHAR[] NOT NULL,
    published_at TIMESTAMP WITH TIME ZONE NOT NULL,
    published_by VARCHAR NOT NULL,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_publication_versions PRIMARY KEY (id),
    CONSTRAINT uq_publication_versions_publication_id_version UNIQUE (publication_id, version)
);

CREATE INDEX ix_publication_versions_tenant_id ON publication_versions (tenant_id);

CREATE TABLE publication_copies (
    publication_id UUID NOT NULL,
    node_id UUID NOT NULL,
    local_id UUID,
    version INTEGER,
    own_values JSONB NOT NULL,
    adopted_at TIMESTAMP WITH TIME ZONE,
    lagging_since TIMESTAMP WITH TIME ZONE,
    recalled_at TIMESTAMP WITH TIME ZONE,
    problem JSONB,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_publication_copies PRIMARY KEY (id),
    CONSTRAINT uq_publication_copies_publication_id_node_id UNIQUE (publication_id, node_id),
    CONSTRAINT fk_publication_copies_node_id FOREIGN KEY(node_id) REFERENCES nodes (id)
);

CREATE INDEX ix_publication_copies_local ON publication_copies (tenant_id, local_id);
CREATE INDEX ix_publication_copies_node_id ON publication_copies (node_id);
CREATE INDEX ix_publication_copies_tenant_id ON publication_copies (tenant_id);

CREATE TABLE tag_group_stores (
    group_id UUID NOT NULL,
    node_id UUID NOT NULL,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_tag_group_stores PRIMARY KEY (id),
    CONSTRAINT uq_tag_group_stores_group_id_node_id UNIQUE (group_id, node_id)
);

CREATE INDEX ix_tag_group_stores_node_id ON tag_group_stores (node_id);
CREATE INDEX ix_tag_group_stores_tenant_id ON tag_group_stores (tenant_id);

