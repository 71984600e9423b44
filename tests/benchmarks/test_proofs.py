"""The tools of the long proofs."""

from pathlib import Path

import pytest

from tests import proofs


@pytest.mark.parametrize(("whole", "count"), [(True, 100), (False, 7)])
def test_a_sample_is_the_same_each_time_and_the_whole_is_whole(
    monkeypatch: pytest.MonkeyPatch, whole: bool, count: int
) -> None:
    monkeypatch.setattr(proofs, "WHOLE", whole)
    chosen = proofs.sampled(range(100), 7)
    assert len(chosen) == count
    assert chosen == sorted(chosen) == proofs.sampled(range(100), 7)
    assert proofs.rounds(whole=100, sample=7) == count


def test_a_table_is_kept_for_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIYU_PROOFS", str(tmp_path))
    text = proofs.table("kills", ("boundary", "result"), [("claimed", "sent once")])
    assert text == "| boundary | result |\n| --- | --- |\n| claimed | sent once |\n"
    assert (tmp_path / "kills.md").read_text() == text
