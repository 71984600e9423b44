"""One person, many accounts: evidence, suggestions, merges, erasure."""

from alembic import op

revision = "0004"
down_revision = "0003"

STATEMENTS = (
    "ALTER TABLE customers ADD COLUMN merged_into UUID",
    "ALTER TABLE customers ADD COLUMN erased_at TIMESTAMP WITH TIME ZONE",
    "CREATE INDEX ix_customers_merged_into ON customers (merged_into)"
    " WHERE merged_into IS NOT NULL",
    "ALTER TABLE identities ADD COLUMN weight SMALLINT NOT NULL DEFAULT 100",
    "ALTER TABLE identities ALTER COLUMN weight DROP DEFAULT",
    "DROP INDEX uq_identities_strong",
    "CREATE UNIQUE INDEX uq_identities_strong ON identities (tenant_id, kind, mark)"
    " WHERE kind IN ('external_userid', 'unionid', 'member_number', 'mall_id', 'app_user_id')"
    " OR starts_with(kind, 'openid:')",
    "ALTER TABLE relations ADD COLUMN account BYTEA",
    # Before anyone could be merged a person had one external userid at most.
    "UPDATE relations SET account = identities.mark FROM identities"
    " WHERE identities.customer_id = relations.customer_id AND identities.kind = 'external_userid'",
    "ALTER TABLE relations DROP CONSTRAINT uq_relations_tenant_id_customer_id_staff_id",
    "ALTER TABLE relations ADD CONSTRAINT uq_relations_tenant_id_customer_id_staff_id_account"
    " UNIQUE (tenant_id, customer_id, staff_id, account)",
    "ALTER TABLE wecom_inbound ADD COLUMN about BYTEA",
    "CREATE INDEX ix_wecom_inbound_about ON wecom_inbound (tenant_id, about)",
    "CREATE TABLE suggestions ("
    " one_id UUID NOT NULL, other_id UUID NOT NULL, evidence VARCHAR[] NOT NULL,"
    " conflict VARCHAR[] NOT NULL, score INTEGER NOT NULL, state VARCHAR NOT NULL,"
    " found_at TIMESTAMP WITH TIME ZONE NOT NULL, decided_at TIMESTAMP WITH TIME ZONE,"
    " decided_by VARCHAR, id UUID NOT NULL, tenant_id UUID NOT NULL,"
    " CONSTRAINT pk_suggestions PRIMARY KEY (id),"
    " CONSTRAINT uq_suggestions_tenant_id_one_id_other_id UNIQUE (tenant_id, one_id, other_id))",
    "CREATE INDEX ix_suggestions_tenant_id ON suggestions (tenant_id)",
    "CREATE INDEX ix_suggestions_open ON suggestions (tenant_id, state, score, id)",
    "CREATE INDEX ix_suggestions_one ON suggestions (one_id)",
    "CREATE INDEX ix_suggestions_other ON suggestions (other_id)",
    "CREATE TABLE merges ("
    " kept_id UUID NOT NULL, gone_id UUID NOT NULL, at TIMESTAMP WITH TIME ZONE NOT NULL,"
    " actor VARCHAR NOT NULL, by VARCHAR NOT NULL, evidence VARCHAR[] NOT NULL,"
    " score INTEGER NOT NULL, memo JSONB NOT NULL, last_event_id BIGINT NOT NULL,"
    " undone_at TIMESTAMP WITH TIME ZONE, undone_by VARCHAR, stayed INTEGER,"
    " id UUID NOT NULL, tenant_id UUID NOT NULL, CONSTRAINT pk_merges PRIMARY KEY (id))",
    "CREATE INDEX ix_merges_tenant_id ON merges (tenant_id)",
    "CREATE INDEX ix_merges_kept ON merges (tenant_id, kept_id)",
    "CREATE INDEX ix_merges_gone ON merges (tenant_id, gone_id)",
    "CREATE TABLE quarantines ("
    " kind VARCHAR NOT NULL, mark BYTEA NOT NULL, since TIMESTAMP WITH TIME ZONE NOT NULL,"
    " id UUID NOT NULL, tenant_id UUID NOT NULL, CONSTRAINT pk_quarantines PRIMARY KEY (id),"
    " CONSTRAINT uq_quarantines_tenant_id_kind_mark UNIQUE (tenant_id, kind, mark))",
    "CREATE INDEX ix_quarantines_tenant_id ON quarantines (tenant_id)",
    "CREATE TABLE erased_accounts ("
    " customer_id UUID NOT NULL, kind VARCHAR NOT NULL, mark BYTEA NOT NULL,"
    " id UUID NOT NULL, tenant_id UUID NOT NULL, CONSTRAINT pk_erased_accounts PRIMARY KEY (id),"
    " CONSTRAINT uq_erased_accounts_tenant_id_kind_mark UNIQUE (tenant_id, kind, mark))",
    "CREATE INDEX ix_erased_accounts_tenant_id ON erased_accounts (tenant_id)",
    "CREATE INDEX ix_erased_accounts_customer_id ON erased_accounts (customer_id)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.get_bind().exec_driver_sql(statement)
