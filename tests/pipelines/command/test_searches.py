"""What people searched for, summed up by the command."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest

from indexer.searches import STAMP, Search, line


def search(text, ago, **more):
    at = (datetime.now(UTC) - timedelta(days=ago)).strftime(STAMP)
    told = {"address": "/search", "filtered": False, "page": 1, "suggestion": ""}
    counts = {"blueprints": 1, "artefacts": 1200, "all_words": 1}
    told |= {"view": "blueprints", "milliseconds": 20.0, **counts, **more}
    return line(Search(at, text, **told))


@pytest.fixture
def log(tmp_path, monkeypatch):
    log = tmp_path / "searches.jsonl"
    rows = [
        search("goshawk", 1),
        search("Goshawk", 0),
        search("=cmd()", 0, all_words=0, suggestion="cmd"),
        search("osprey", 40),
    ]
    log.write_text("\n".join(rows) + "\n{torn", "utf-8")
    monkeypatch.setenv("BLUEPRINTS_SEARCH_LOG", str(log))
    return log


def test_a_folder_that_is_not_there_is_told_with_the_setting(
    run, tmp_path, monkeypatch
):
    log = tmp_path / "gone" / "searches.jsonl"
    monkeypatch.setenv("BLUEPRINTS_SEARCH_LOG", str(log))
    code, _, err = run("serve", "--port", "0")
    assert code == 2
    assert f"error: {str(log)!r}: search_log cannot be written there: no such" in err


@pytest.mark.usefixtures("log")
def test_searches_are_summed_up(run):
    code, out, err = run("searches")
    assert code == 0
    assert "3 searches in 30 days" in out
    assert "     2 Goshawk: 1 Blueprint, 1,200 artefacts" in out
    assert "     1 found some of the words only (33%)" in out
    most, unanswered = out.split("nothing has all of the words\n")
    assert "Goshawk" not in unanswered
    assert "=cmd(): 1 Blueprint, 1,200 artefacts; “cmd” was meant?" in unanswered
    assert "osprey" not in most
    assert "1 line of" in err
    assert "osprey" in run("searches", "--days", "60")[1]


@pytest.mark.usefixtures("log")
def test_searches_as_a_table_and_as_data(run):
    rows = list(csv.DictReader(io.StringIO(run("searches", "--csv")[1])))
    assert [(r["text"], r["searches"]) for r in rows] == [
        ("Goshawk", "2"),
        ("'=cmd()", "1"),
    ]
    told = json.loads(run("searches", "--json")[1])
    assert (told["searches"], told["questions"][1]["text"]) == (3, "=cmd()")


def test_no_search_and_no_log_are_told(run, log, monkeypatch):
    log.write_text("", "utf-8")
    assert run("searches") == (0, "", "no search in the last 30 days\n")
    log.unlink()
    code, _, err = run("searches")
    assert (code, str(log) in err) == (2, True)
    monkeypatch.delenv("BLUEPRINTS_SEARCH_LOG")
    code, _, err = run("searches")
    assert (code, "BLUEPRINTS_SEARCH_LOG" in err) == (2, True)
