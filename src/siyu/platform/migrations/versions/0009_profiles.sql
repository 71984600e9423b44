CREATE TABLE custom_fields (
    key VARCHAR NOT NULL,
    title_en VARCHAR NOT NULL,
    title_zh VARCHAR NOT NULL,
    holds VARCHAR(32) NOT NULL,
    choices VARCHAR[] NOT NULL,
    sealed BOOLEAN NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_custom_fields PRIMARY KEY (id),
    CONSTRAINT uq_custom_fields_tenant_id_key UNIQUE (tenant_id, key)
);
CREATE INDEX ix_custom_fields_tenant_id ON custom_fields (tenant_id);

CREATE TABLE profile_values (
    customer_id UUID NOT NULL,
    key VARCHAR NOT NULL,
    value JSONB,
    sealed BYTEA,
    next_on DATE,
    source VARCHAR NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_profile_values PRIMARY KEY (id),
    CONSTRAINT uq_profile_values_customer_id_key UNIQUE (customer_id, key)
);
CREATE INDEX ix_profile_values_tenant_id ON profile_values (tenant_id);
CREATE INDEX ix_profile_values_key ON profile_values (tenant_id, key, value);
CREATE INDEX ix_profile_values_next ON profile_values (tenant_id, next_on, key)
    WHERE next_on IS NOT NULL;
