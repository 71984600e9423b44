"""What is sealed is unreadable, and found again without being opened."""

from pathlib import Path
from threading import Thread

import pytest

from siyu.platform.secrets import Secrets, master_key
from siyu.platform.telemetry import hide

KEY = bytes(32)


def test_what_is_sealed_opens_again_and_never_looks_the_same() -> None:
    secrets = Secrets(KEY)
    one, other = secrets.seal("小鹿"), secrets.seal("小鹿")
    assert one != other
    assert "小鹿".encode() not in one
    assert secrets.open(one) == secrets.open(other) == "小鹿"


def test_many_are_sealed_as_one_is_each_in_its_own_way() -> None:
    secrets = Secrets(KEY)
    sealed = secrets.seal_all(["小鹿", "小鹿", ""])
    assert [secrets.open(one) for one in sealed] == ["小鹿", "小鹿", ""]
    assert len(set(sealed)) == len(sealed)
    assert secrets.seal_all([]) == []


def test_a_changed_byte_or_another_key_opens_nothing() -> None:
    sealed = Secrets(KEY).seal("secret")
    with pytest.raises(ValueError, match="another key"):
        Secrets(b"\x01" * 32).open(sealed)
    with pytest.raises(ValueError, match="damaged"):
        Secrets(KEY).open(sealed[:-1] + bytes([sealed[-1] ^ 1]))


def test_a_blind_mark_is_the_same_for_a_value_of_its_kind_only() -> None:
    secrets = Secrets(KEY)
    assert secrets.blind("phone", "1") == secrets.blind("phone", "1")
    assert secrets.blind("phone", "1") != secrets.blind("email", "1")
    assert secrets.blind("phone", "1") != Secrets(b"\x01" * 32).blind("phone", "1")


def test_processes_that_start_together_share_one_key(tmp_path: Path) -> None:
    found: list[bytes] = []
    threads = [Thread(target=lambda: found.append(master_key("", tmp_path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0


def test_log_lines_lose_what_is_private_at_any_depth() -> None:
    entry = {
        "event": "called",
        "url": "/gettoken",
        "access_token": "t",
        "body": {"mobile": "13800138000", "ok": 1, "inner": {"welcome_code": "w"}},
    }
    assert hide(None, "info", entry) == {
        "event": "called",
        "url": "/gettoken",
        "access_token": "•••",
        "body": {"mobile": "•••", "ok": 1, "inner": {"welcome_code": "•••"}},
    }
