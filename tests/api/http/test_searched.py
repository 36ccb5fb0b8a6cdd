"""Searches written down, by the application as it is served."""

import os
import time
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import app_over
from api.http.search_log import SearchLog
from indexer.searches import read
from tests.api.conftest import HEADER
from tests.api.library import SECRET

DAY = 86_400


@pytest.fixture
def log(tmp_path):
    return tmp_path / "searches.jsonl"


@pytest.fixture
def asking(index, log):
    """Asks an installation that writes searches down for two days."""
    app = app_over(index, HEADER, searches=SearchLog(log, 2))
    with TestClient(app, follow_redirects=False) as client:
        yield client


def test_a_search_is_written_down_with_what_it_found(asking, log):
    told = asking.get("/api/v1/artefacts?q=cutover&technology=epr").json()
    asking.get("/search?q=wekend&view=artefacts")
    (program, page), unread = read(log)
    assert (program.text, program.view, program.page) == ("cutover", "artefacts", 1)
    assert (program.address, program.filtered) == (told["links"]["self"], True)
    assert (program.blueprints, program.artefacts) == tuple(told["total"].values())
    assert program.all_words == told["all_words"] > 0
    assert program.milliseconds > 0
    assert (page.address, page.filtered) == ("/search?view=artefacts&q=wekend", False)
    assert page.suggestion == "weekend"
    assert unread == 0


def test_words_that_no_document_has_all_of_are_told(asking, log):
    told = asking.get("/api/v1/artefacts?q=cutover+zzqxy").json()
    ((search,), _) = read(log)
    assert (search.artefacts > 0, search.all_words, told["all_words"]) == (True, 0, 0)


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/search.atom?q=cutover",
        "/api/v1/suggest?q=cut",
        "/api/v1/facets/technology",
        "/api/v1/coverage?row=technology&column=pillar",
        "/blueprints/epr",
        "/search?q=cutover&page=9",
        "/search?q=cutover&sort=nonsense",
        "/api/v1/blueprints?q=cutover&size=none",
    ],
)
def test_what_is_no_search_or_is_not_shown_is_not_written(asking, log, address):
    answer = asking.get(address)
    assert answer.status_code in (200, 302, 422), answer.text
    if "nonsense" in address:  # it shows what was right of the question
        assert [one.text for one in read(log)[0]] == ["cutover"]
    else:
        assert read(log) == ([], 0)


def test_an_answer_that_the_asker_has_is_not_written_again(asking, log):
    tag = asking.get("/search?q=cutover").headers["etag"]
    again = asking.get("/search?q=cutover", headers={"If-None-Match": tag})
    assert (again.status_code, len(read(log)[0])) == (304, 1)


def test_who_asked_is_not_written(asking, log):
    given = {HEADER: "finance", "User-Agent": "Nightjar", "Cookie": "id=whinchat"}
    assert SECRET in asking.get(f"/search?q={SECRET}", headers=given).text
    written = log.read_text("utf-8")
    assert SECRET in written
    assert not [s for s in ("finance", "Nightjar", "whinchat") if s in written]
    assert "testclient" not in written  # the address of the asker


def test_a_day_has_a_file_and_old_ones_go(index, log):
    long_ago = [log.with_name(f"{log.name}.2026-01-0{n}") for n in (1, 2, 3)]
    for file in (log, *long_ago):
        file.write_text("", "utf-8")
    os.utime(log, (time.time() - DAY,) * 2)
    with TestClient(app_over(index, searches=SearchLog(log, 2))) as client:
        client.get("/search?q=cutover")
    aside = sorted(log.parent.glob(f"{log.name}.*"))
    assert len(aside) == 2
    assert aside[0] == long_ago[-1]
    assert [one.text for one in read(log)[0]] == ["cutover"]


def test_a_full_disk_costs_nobody_the_answer(index, caplog):
    app = app_over(index, searches=SearchLog(Path("/dev/full"), 2))
    with TestClient(app) as client:
        assert "cutover" in client.get("/search?q=cutover").text
    assert "a search could not be written down: [Errno 28]" in caplog.text


def test_a_log_that_cannot_be_opened_is_told_at_once(tmp_path):
    with pytest.raises(OSError, match="nowhere"):
        SearchLog(tmp_path / "nowhere" / "searches.jsonl", 2)
