from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.original import disposition
from tests.api.library import NAME


def test_the_original_comes_as_a_download(client):
    answer = client.get("/api/v1/artefacts/plan/file")
    assert answer.content == b"%PDF-1.7 cutover"
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-length"] == "16"
    assert answer.headers["content-disposition"].startswith("attachment; ")


def test_a_hostile_file_is_not_run(client):
    answer = client.get("/api/v1/artefacts/chart/file")
    assert answer.content == b"<script>alert(1)</script>"
    assert answer.headers["content-type"] == "text/html"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("sandbox")
    told = answer.headers["content-disposition"]
    assert unquote(told.split("filename*=UTF-8''")[1]) == NAME.replace("\n", "_")


def test_a_vanished_file_is_410_and_says_when_it_was_seen(problem, get):
    told = problem("/api/v1/artefacts/notes/file", 410)
    assert told["detail"].endswith(f"last seen {get('/status')['created']}")
    assert told["type"] == "urn:problem-type:gone"


@pytest.mark.parametrize("name", ["", "...", "../../etc/passwd", "a\r\nSet-Cookie: b"])
def test_odd_names_stay_in_their_header(name):
    told = disposition(name)
    assert told.isprintable()
    assert "/" not in told
    assert 'filename="' in told


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_any_name_is_a_header(name):
    told = disposition(name)
    told.encode("ascii")
    assert told.isprintable()
    assert told.count('"') == 2
