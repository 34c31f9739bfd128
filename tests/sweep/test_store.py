"""The store: what is committed stays, what is not ours is left alone, exports are the same bytes for the same rows."""

from __future__ import annotations

import csv
import io
import json
import os
import sqlite3
import sys
from contextlib import closing

import numpy as np
import pytest
from faulty_tasks import made_up, not_finite, one_fails
from sweep_cases import compute_inline, digest, exported, small_plan

from w2s_theory.records.errors import InputError
from w2s_theory.sweep.driver_lock import only_driver
from w2s_theory.sweep.export import export_results
from w2s_theory.sweep.plan import build_plan
from w2s_theory.sweep.store_opening import open_to_read, open_to_write
from w2s_theory.sweep.store_schema import COLUMNS, MIGRATIONS, VERSION


@pytest.fixture
def whole(tmp_path):
    """A store in which everything is done."""
    path = tmp_path / "whole.sqlite"
    compute_inline(small_plan(), path, made_up)
    return path


def test_any_order_and_any_restart_give_the_same_bytes(tmp_path, whole):
    path = tmp_path / "other.sqlite"
    compute_inline(small_plan(), path, made_up, tasks=lambda all_: all_[::-3])
    with closing(open_to_read(path)) as opened:
        assert (opened.counts().done, opened.counts().remaining) == (8, 16)
    compute_inline(small_plan(), path, made_up, tasks=lambda all_: sorted(all_, key=lambda t: t.seed))
    for ending in (".csv", ".json", ".npz", ".parquet"):
        assert exported(path, ending) == exported(whole, ending)
    assert digest(path) != digest(whole)


def test_a_changed_value_changes_the_export(whole):
    before = exported(whole)
    with closing(sqlite3.connect(whole)) as connection:
        connection.execute("UPDATE results SET value = value * (1 + 1e-15) WHERE cell = 2 AND trial = 1")
        connection.commit()
    assert exported(whole) != before


def test_every_format_holds_the_same_numbers(tmp_path, whole):
    rows = list(csv.DictReader(io.StringIO(exported(whole).decode())))
    assert len(rows) == 4 * 6 * 3 and tuple(rows[0]) == COLUMNS
    assert [row["key"] for row in rows] == sorted(row["key"] for row in rows)
    assert {row["student_units"] for row in rows} == {"inf"}
    assert [row["tau"] for row in rows[:3]] == ["", "1.0", "inf"]
    data = json.loads(exported(whole, ".json"))
    assert [row["value"] for row in data["rows"]] == [float(row["value"]) for row in rows]
    assert [row["seed"] for row in data["rows"]] == [row["seed"] for row in rows]
    assert build_plan(data["plan"]) == small_plan()
    arrays = np.load(io.BytesIO(exported(whole, ".npz")))
    assert arrays["value"].tolist() == [float(row["value"]) for row in rows]
    assert np.isnan(arrays["tau"][0]) and np.isinf(arrays["tau"][2]) and arrays["seed"][5] == rows[5]["seed"]
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(io.BytesIO(exported(whole, ".parquet")))
    assert table.column_names == list(COLUMNS)
    assert table["value"].to_pylist() == [float(row["value"]) for row in rows]
    assert table["tau"].to_pylist()[:3] == [None, 1.0, float("inf")]


def test_parquet_without_its_library_is_one_line(whole, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(InputError, match="pip install"):
        exported(whole, ".parquet")


def test_an_export_that_fails_leaves_the_old_file(tmp_path, whole):
    exported(whole)
    out = tmp_path / "whole-export.csv"
    before = digest(out)
    with closing(sqlite3.connect(whole)) as connection:
        connection.execute("DROP TABLE results")
    with pytest.raises(InputError, match="cannot be read"):
        exported(whole)
    assert digest(out) == before
    assert sorted(each.name for each in tmp_path.iterdir()) == ["whole-export.csv", "whole.sqlite"]
    with closing(open_to_read(whole)) as opened, pytest.raises(InputError, match="must end in"):
        export_results(opened, tmp_path / "out.xlsx")
    with closing(open_to_read(whole)) as opened, pytest.raises(InputError, match="existing folder"):
        export_results(opened, tmp_path / "no" / "out.csv")


def test_failed_tasks_are_kept_with_the_reason_and_can_be_replaced(tmp_path, whole):
    path = tmp_path / "other.sqlite"
    compute_inline(small_plan(), path, one_fails)
    with closing(open_to_read(path)) as opened:
        counts = opened.counts()
        assert (counts.done, counts.failed, counts.remaining) == (18, 6, 0)
        assert opened.failures(1) == [{"key": "000001/000000", "problem": "ZeroDivisionError: never works"}]
        assert opened.finished()[1] == set(range(6)) and not opened.finished(failed_too=False)[1]
    compute_inline(small_plan(), path, made_up, tasks=lambda all_: [t for t in all_ if t.cell == 1])
    with closing(open_to_read(path)) as opened:
        assert (opened.counts().done, opened.counts().failed) == (24, 0)
    assert exported(path) == exported(whole)


def test_a_value_that_is_no_number_is_a_failure(tmp_path):
    path = tmp_path / "s.sqlite"
    compute_inline(small_plan(1), path, not_finite)
    with closing(open_to_read(path)) as opened:
        assert opened.counts().failed == 4 and "not finite" in opened.failures(1)[0]["problem"]


def test_where_and_when_stand_beside_the_results(whole):
    with closing(sqlite3.connect(whole)) as connection:
        found = connection.execute(
            "SELECT versions, host, processor, blas, finished, seconds FROM sweep_results"
        ).fetchone()
    assert "w2s_theory" in found[0] and "numpy" in found[0] and found[1] and found[4].endswith("Z")
    assert "blas" in found[3].lower()


def test_another_plan_is_refused_and_named(whole):
    before = digest(whole)
    with pytest.raises(InputError, match=r"trials is '6' there and '7'"):
        open_to_write(whole, small_plan(7))
    with pytest.raises(InputError, match=r"grid\.tau is"):
        open_to_write(whole, small_plan(tau=[2]))
    assert digest(whole) == before


@pytest.mark.parametrize(
    "content", [b"dear diary", b"SQLite format 3\0" + b"x" * 5000, b"trials = 3\n" * 500]
)
def test_a_file_that_is_no_store_is_left_as_it_is(tmp_path, content):
    path = tmp_path / "s.sqlite"
    path.write_bytes(content)
    for act in (lambda: open_to_write(path, small_plan()), lambda: open_to_read(path)):
        with pytest.raises(InputError) as caught:
            act()
        assert "left as it is" in str(caught.value) and "\n" not in str(caught.value)
    assert path.read_bytes() == content and [each.name for each in tmp_path.iterdir()] == ["s.sqlite"]


def test_a_database_of_another_program_is_left_as_it_is(tmp_path):
    path = tmp_path / "s.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE tasks (name)")
    before = digest(path)
    with pytest.raises(InputError, match="not a store"):
        open_to_write(path, small_plan())
    with pytest.raises(InputError, match="not a store"):
        open_to_read(path)
    assert digest(path) == before


@pytest.mark.parametrize("place", [0.3, 0.6, 0.9])
def test_a_damaged_store_is_left_as_it_is(tmp_path, place):
    path = tmp_path / "s.sqlite"
    compute_inline(small_plan(60), path, made_up)
    with path.open("r+b") as file:
        file.seek(int(place * path.stat().st_size) // 4096 * 4096)
        file.write(b"\xa5" * 4096)
    before = digest(path)
    with pytest.raises(InputError, match="damaged") as caught:
        open_to_write(path, small_plan(60))
    assert "\n" not in str(caught.value)
    assert digest(path) == before


def test_a_truncated_store_is_left_as_it_is(whole):
    content = whole.read_bytes()[:9000]
    whole.write_bytes(content)
    with pytest.raises(InputError, match="damaged"):
        open_to_write(whole, small_plan())
    assert whole.read_bytes() == content


def test_what_a_driver_killed_at_its_start_leaves_is_a_new_store(tmp_path, whole):
    empty, bare = tmp_path / "empty.sqlite", tmp_path / "bare.sqlite"
    empty.touch()
    with closing(sqlite3.connect(bare)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("VACUUM")
    for path in (empty, bare):
        if path.stat().st_size:
            with pytest.raises(InputError, match="is empty"):
                open_to_read(path)
        compute_inline(small_plan(), path, made_up)
        assert exported(path) == exported(whole)


def test_an_older_store_is_brought_up_to_date(whole):
    before = exported(whole)
    with closing(sqlite3.connect(whole)) as connection:
        connection.execute("DROP VIEW sweep_results")
        connection.execute("PRAGMA user_version = 1")
    assert len(MIGRATIONS) == VERSION == 2
    with pytest.raises(InputError, match="older w2s_theory"):
        open_to_read(whole)
    open_to_write(whole, small_plan()).close()
    assert exported(whole) == before
    with closing(sqlite3.connect(whole)) as connection:
        assert connection.execute("SELECT count(*) FROM sweep_results").fetchone() == (72,)
        connection.execute("PRAGMA user_version = 99")
    for act in (lambda: open_to_write(whole, small_plan()), lambda: open_to_read(whole)):
        with pytest.raises(InputError, match="newer w2s_theory"):
            act()


def test_a_full_disk_is_one_line_and_loses_nothing(tmp_path):
    path = tmp_path / "s.sqlite"
    plan = small_plan(500)
    compute_inline(plan, path, made_up, tasks=lambda all_: all_[:1000])
    store = open_to_write(path, plan)
    pages = store.connection.execute("PRAGMA page_count").fetchone()[0]
    store.connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(InputError, match="full.*what was committed is kept"):
        compute_inline(plan, path, made_up, tasks=lambda all_: all_[1000:], store=store)
    with closing(open_to_read(path)) as opened:
        assert 1000 <= opened.counts().done < 2000
    compute_inline(plan, path, made_up)
    reference = tmp_path / "reference.sqlite"
    compute_inline(plan, reference, made_up)
    assert exported(path) == exported(reference)


def test_readers_see_whole_commits_while_the_driver_writes(tmp_path):
    path = tmp_path / "s.sqlite"
    seen = []

    def look(tasks):
        for number, task in enumerate(tasks):
            if number % 40 == 0:
                with closing(open_to_read(path)) as opened:
                    known, rows = opened.counts().done, len(list(opened.rows()))
                assert rows == 3 * known
                seen.append(known)
            yield task

    compute_inline(small_plan(100), path, made_up, tasks=look)
    assert seen == sorted(seen) and seen[0] == 0


def test_one_driver_at_a_time(tmp_path):
    path = tmp_path / "s.sqlite"
    with only_driver(path):
        with pytest.raises(InputError, match="another `w2s sweep run`"), only_driver(path):
            pass
    with only_driver(path):
        pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", ["", ".", "no/such/s.sqlite", "a\0b"])
def test_places_where_no_store_can_be(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for act in (lambda: open_to_write(path, small_plan()), lambda: open_to_read(path)):
        with pytest.raises(InputError, match="--store"):
            act()
    assert os.listdir(tmp_path) == []
