import gzip
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import clickhouse_connect
import httpx
import lz4.frame
import pytest
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import DatabaseError, StreamFailureError

from siyu.platform.warehouse_protocol import (
    Insert,
    Refusal,
    form_fields,
    insert_of,
    one_statement,
)
from tests.warehouse_process import KEY, SERVE, WarehouseProcess, warehouse_process


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WarehouseProcess]:
    with warehouse_process(tmp_path_factory.mktemp("warehouse")) as process:
        yield process


@pytest.fixture
def http(process: WarehouseProcess) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=process.url, headers={"X-ClickHouse-Key": KEY}) as client:
        client.post("/", content="DROP TABLE IF EXISTS seen")
        made = client.post("/", content="CREATE TABLE seen (n UInt32, s String) ORDER BY n")
        assert made.status_code == 200, made.text
        yield client


@pytest.fixture
def driver(process: WarehouseProcess, http: httpx.Client) -> Iterator[Client]:
    client = clickhouse_connect.get_client(dsn=process.url, username="any", password=KEY)
    yield client
    client.close()


def rows(http: httpx.Client) -> str:
    return http.post("/", content="SELECT n, s FROM seen ORDER BY n").text


def test_the_driver_shakes_hands_and_reads_every_common_type(driver: Client) -> None:
    asked = (
        "SELECT toUInt8(1), toInt64(-5), 'é\\t中', [1, 2], toUUID('{id}'), NULL, 1.5,"
        " toDateTime64('2026-11-22 01:02:03.456789', 6, 'UTC'), toLowCardinality('a'), map('k', 1)"
    ).replace("{id}", str(UUID(int=7)))
    (row,) = driver.query(asked).result_rows
    at = datetime(2026, 11, 22, 1, 2, 3, 456789, UTC).replace(tzinfo=None)
    assert row == (1, -5, "é\t中", [1, 2], UUID(int=7), None, 1.5, at, "a", {"k": 1})


def test_the_driver_binds_parameters_short_and_long(driver: Client) -> None:
    awkward = "it's\ta \\ line\nand '中'"
    asked = "SELECT {text:String}, {numbers:Array(UInt32)}, {one:UUID}"
    bound = {"text": awkward, "numbers": [3, 1], "one": UUID(int=9)}
    assert driver.query(asked, parameters=bound).result_rows == [(awkward, [3, 1], UUID(int=9))]
    long = list(range(60_000))
    asked = "SELECT length({long:Array(UInt32)}), {long:Array(UInt32)}[60000]"
    assert driver.query(asked, parameters={"long": long}).result_rows == [(60_000, 59_999)]


def test_the_driver_inserts_rows_and_streams_tab_separated(driver: Client) -> None:
    driver.insert("seen", [[1, "a"], [2, "b\tc"]], column_names=["n", "s"])
    pieces = (b"%d\tx\\ty\\\\z\n" % n for n in range(3, 5))
    told = driver.raw_insert("seen", ["n", "s"], insert_block=pieces, fmt="TabSeparated")
    assert told.written_rows == 2
    found = driver.query("SELECT n, s FROM seen ORDER BY n").result_rows
    assert found == [(1, "a"), (2, "b\tc"), (3, "x\ty\\z"), (4, "x\ty\\z")]


def test_an_empty_answer_still_names_its_columns(driver: Client) -> None:
    for asked in ("SELECT n, s FROM seen", "SELECT n, s FROM seen WHERE n = {n:UInt8}"):
        found = driver.query(asked, parameters={"n": 1})
        assert (found.column_names, found.result_rows) == (("n", "s"), [])
    with driver.query_rows_stream("SELECT s FROM seen") as stream:
        assert list(stream) == []


def test_large_answers_stream_whole(driver: Client) -> None:
    with driver.query_rows_stream("SELECT number FROM numbers(300000)") as stream:
        assert sum(row[0] for row in stream) == 300_000 * 299_999 // 2


def test_an_error_in_the_middle_of_an_answer_is_never_a_shorter_answer(
    driver: Client, http: httpx.Client
) -> None:
    asked = "SELECT throwIf(number = 3000000) FROM numbers(9000000)"
    with pytest.raises(DatabaseError, match="395"):
        driver.query(asked)
    with pytest.raises(StreamFailureError), driver.query_rows_stream(asked) as stream:
        list(stream)
    with pytest.raises(httpx.RemoteProtocolError):
        http.post("/", content=asked)


def test_database_and_settings_belong_to_one_statement(http: httpx.Client) -> None:
    http.post("/", content="CREATE DATABASE IF NOT EXISTS other ENGINE = Atomic")
    asked = "SELECT currentDatabase(), getSetting('max_threads')"
    assert http.post("/?database=other&max_threads=7", content=asked).text == "other\t7\n"
    assert not http.post("/", content=asked).text.startswith("other")
    assert not http.post("/", content=asked).text.endswith("\t7\n")


def test_read_only_cannot_be_undone(http: httpx.Client) -> None:
    for method, content in (
        ("POST", "INSERT INTO seen VALUES (1, 'a')"),
        ("POST", "SET readonly = 0"),
    ):
        refused = http.request(method, "/?readonly=1", content=content)
        assert refused.headers["X-ClickHouse-Exception-Code"] == "164"
    got = http.get("/", params={"query": "INSERT INTO seen SELECT 1, 'a'"})
    assert got.headers["X-ClickHouse-Exception-Code"] == "164"
    assert rows(http) == ""


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ("SELECT * FROM nowhere", 404, "60"),
        ("SELECT nothing", 404, "47"),
        ("SELEC 1", 400, "62"),
        ("SELECT 1; DROP TABLE seen", 400, "62"),
        ("SELECT {n:UInt8}", 400, "456"),
        ("INSERT INTO nowhere FORMAT TSV\n1", 404, "60"),
        ("INSERT INTO seen FORMAT TSV\nx\ty\n", 400, "27"),
    ],
)
def test_errors_come_back_as_clickhouse_gives_them(
    http: httpx.Client, asked: str, status: int, code: str
) -> None:
    refused = http.post("/", content=asked)
    given = (refused.status_code, refused.headers["X-ClickHouse-Exception-Code"])
    assert given == (status, code), refused.text
    assert refused.text.startswith(f"Code: {code}. DB::Exception: ")
    assert rows(http) == ""


@pytest.mark.parametrize(
    "headers", [{}, {"X-ClickHouse-Key": "guess"}, {"Authorization": "Basic eA=="}]
)
def test_a_wrong_key_learns_and_changes_nothing(
    process: WarehouseProcess, http: httpx.Client, headers: dict[str, str]
) -> None:
    for content in ("SELECT 'secret'", "INSERT INTO seen VALUES (1, 'a')"):
        refused = httpx.post(process.url, content=content, headers=headers)
        assert refused.status_code == 403
        assert refused.headers["X-ClickHouse-Exception-Code"] == "516"
        assert "secret" not in refused.text
    assert rows(http) == ""


@pytest.mark.parametrize(
    ("query", "body"),
    [
        ("INSERT INTO seen FORMAT TabSeparated", b"1\ta\n2\tb\n"),
        ("INSERT INTO seen (n, s) VALUES", b"(1, 'a'), (2, 'b')"),
        ("", b"INSERT INTO seen FORMAT CSV\n1,a\n2,b\n"),
        ("", b"INSERT INTO seen VALUES (1, 'a'), (2, 'b')"),
        ("", b'INSERT INTO seen FORMAT JSONEachRow {"n":1,"s":"a"}{"n":2,"s":"b"}'),
        ("", b"INSERT INTO seen SELECT number + 1, char(97 + number) FROM numbers(2)"),
    ],
)
def test_rows_come_in_with_the_statement_or_after_it(
    http: httpx.Client, query: str, body: bytes
) -> None:
    told = http.post("/", params={"query": query} if query else {}, content=body)
    assert told.status_code == 200, told.text
    assert rows(http) == "1\ta\n2\tb\n"


@pytest.mark.parametrize(
    ("encoding", "packed"), [("gzip", gzip.compress), ("lz4", lz4.frame.compress)]
)
def test_compressed_bodies_are_unpacked_as_they_come(
    http: httpx.Client, encoding: str, packed: "type[bytes]"
) -> None:
    body = b"INSERT INTO seen FORMAT TSV\n" + b"".join(b"%d\tx\n" % n for n in range(100_000))
    raw = packed(body)
    told = http.post(
        "/", content=iter([raw[:1000], raw[1000:]]), headers={"Content-Encoding": encoding}
    )
    assert told.status_code == 200, told.text
    assert http.post("/", content="SELECT count(), sum(n) FROM seen").text == "100000\t4999950000\n"


def test_a_large_insert_is_streamed_in_bounded_memory(
    process: WarehouseProcess, http: httpx.Client
) -> None:
    piece = b"1\t%b\n" % (b"x" * 1000) * 1000
    before = resident_mb(process)
    asked = {"query": "INSERT INTO seen FORMAT TSV"}
    told = http.post("/", params=asked, content=(piece for _ in range(2000)), timeout=120)
    assert told.status_code == 200, told.text
    assert http.post("/", content="SELECT count() FROM seen").text == "2000000\n"
    assert resident_mb(process) - before < 1500


def resident_mb(process: WarehouseProcess) -> int:
    status = Path(f"/proc/{process.running.pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if "RssAnon" in line) >> 10


def test_a_body_cut_short_is_not_inserted(process: WarehouseProcess, http: httpx.Client) -> None:
    head = (
        f"POST /?query=INSERT%20INTO%20seen%20FORMAT%20TSV HTTP/1.1\r\nX-ClickHouse-Key: {KEY}\r\n"
    )
    bodies = (
        b"Content-Length: 1000\r\n\r\n1\ta\n",
        b"Transfer-Encoding: chunked\r\n\r\n4\r\n1\ta\n\r\n",
    )
    for body in bodies:
        with socket.create_connection(("127.0.0.1", process.port)) as half:
            half.sendall(head.encode() + body)
            half.shutdown(socket.SHUT_WR)
            assert half.recv(100) == b""
    assert rows(http) == ""


def test_a_statement_beyond_the_bound_is_refused_and_the_next_one_answered(
    http: httpx.Client,
) -> None:
    pieces = (b" " * (1 << 20) for _ in range(50))
    refused = http.post("/", content=pieces)
    assert (refused.status_code, refused.headers["X-ClickHouse-Exception-Code"]) == (413, "229")
    assert http.post("/", content="SELECT 1").text == "1\n"


def test_what_was_acknowledged_survives_a_kill_and_a_stop(tmp_path: Path) -> None:
    with warehouse_process(tmp_path) as process:
        headers = {"X-ClickHouse-Key": KEY}
        make = "CREATE TABLE kept (n UInt32) ENGINE = MergeTree ORDER BY n"
        assert httpx.post(process.url, content=make, headers=headers).status_code == 200
        for n in range(3):
            told = httpx.post(
                process.url, content=b"INSERT INTO kept VALUES (%d)" % n, headers=headers
            )
            assert told.status_code == 200
            if n == 1:
                assert process.stop() == 0
            else:
                process.kill()
            process.start()
        asked = "SELECT groupArray(n) FROM (SELECT n FROM kept ORDER BY n)"
        assert httpx.post(process.url, content=asked, headers=headers).text == "[0,1,2]\n"


def test_a_second_process_cannot_open_the_same_store(process: WarehouseProcess) -> None:
    command = [sys.executable, "-c", SERVE, str(process.path), "0", KEY]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    second = subprocess.run(command, env=environment, capture_output=True, timeout=60, check=False)
    assert second.returncode != 0


def test_inserts_are_forced_to_disk_by_default(http: httpx.Client) -> None:
    asked = (
        "SELECT name, value FROM system.merge_tree_settings WHERE name LIKE 'fsync%' ORDER BY name"
    )
    assert http.post("/", content=asked).text == "fsync_after_insert\t1\nfsync_part_directory\t1\n"


@pytest.mark.parametrize(
    ("text", "head", "form", "left"),
    [
        (b"INSERT INTO t FORMAT TSV\n1\n", "INSERT INTO t ", "TSV", b"1\n"),
        (b"insert into `values` (a) values (1)", "insert into `values` (a) ", "Values", b" (1)"),
        (b"/* SELECT */ INSERT INTO t -- FORMAT CSV\n FORMAT TSV 1", None, "TSV", b"1"),
        (b'INSERT INTO "FORMAT x" FORMAT TSV \r\n\n1', 'INSERT INTO "FORMAT x" ', "TSV", b"\n1"),
    ],
)
def test_the_head_of_an_insert_ends_where_its_rows_begin(
    text: bytes, head: str | None, form: str, left: bytes
) -> None:
    found = insert_of(text)
    assert found is not None
    assert found == Insert(head if head is not None else found.head, form, left)


@pytest.mark.parametrize(
    "text", [b"SELECT 1", b"INSERT INTO t SELECT 'FORMAT TSV'", b"", b"INSERT INTO t"]
)
def test_a_statement_without_rows_is_no_such_insert(text: bytes) -> None:
    assert insert_of(text) is None


@pytest.mark.parametrize("text", [b"SELECT ';'", b"SELECT 1; -- done;\n", b"SELECT 1 /* ; */ ;;"])
def test_semicolons_in_text_and_at_the_end_are_no_second_statement(text: bytes) -> None:
    assert one_statement(text).rstrip("; ").startswith("SELECT")


@pytest.mark.parametrize(
    "text", [b"SELECT 1; SELECT 2", b"SELECT ''';'; SELECT 2", b"SELECT 1;/**/x"]
)
def test_a_second_statement_is_refused(text: bytes) -> None:
    with pytest.raises(Refusal, match="Multi-statements"):
        one_statement(text)


def test_fields_of_a_form_are_read() -> None:
    request = httpx.Request(
        "POST", "http://x", files={"query": (None, "SELECT 1"), "param_a": (None, "中")}
    )
    request.read()
    fields = form_fields(request.headers["Content-Type"], request.content)
    assert fields == {"query": "SELECT 1", "param_a": "中"}
