from dataclasses import replace
from urllib.parse import unquote

import fsspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api.app import app_over
from api.v1.original import disposition
from indexer.build import build
from indexer.embedded.generations import Folder
from indexer.generations import activate
from indexer.index import Index
from tests.api.library import MAPPINGS, NAME
from tests.indexer.library import artefact, blueprint


def test_the_original_comes_as_a_download(client):
    answer = client.get("/api/v1/artefacts/plan/file")
    assert answer.content == b"%PDF-1.7 cutover"
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-length"] == "16"
    assert answer.headers["content-disposition"].startswith("attachment; ")


FILE = "/api/v1/artefacts/plan/file"
BYTES = b"%PDF-1.7 cutover"


@pytest.mark.parametrize(
    ("wanted", "place", "part"),
    [
        ("bytes=0-3", "0-3", b"%PDF"),
        ("Bytes=0-0", "0-0", b"%"),
        ("bytes=9-", "9-15", b"cutover"),
        ("bytes=-7", "9-15", b"cutover"),
        ("bytes=9-999", "9-15", b"cutover"),
        ("bytes=-999", "", BYTES),
        ("bytes=0-15", "", BYTES),
        ("bytes=4-2", "", BYTES),
        ("bytes=0-1,4-5", "", BYTES),
        ("bytes=-", "", BYTES),
        ("lines=1-2", "", BYTES),
        ("bytes=0-" + "9" * 5000, "", BYTES),
    ],
)
def test_a_part_of_the_original(client, wanted, place, part):
    answer = client.get(FILE, headers={"Range": wanted})
    assert answer.content == part
    assert answer.headers["content-length"] == str(len(part))
    assert answer.status_code == (206 if place else 200)
    told = f"bytes {place}/16" if place else None
    assert answer.headers.get("content-range") == told


@pytest.mark.parametrize("wanted", ["bytes=16-", "bytes=16-20", "bytes=-0"])
def test_a_part_behind_the_end_is_416_with_the_size(client, wanted):
    answer = client.get(FILE, headers={"Range": wanted})
    assert answer.status_code == 416
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] == f"'plan.pdf' has no part {wanted!r}"
    assert answer.headers["content-range"] == "bytes */16"
    assert answer.headers["cache-control"] == "no-store"


def test_an_original_that_the_asker_has_is_not_sent_again(client):
    told = client.head(FILE, headers={"Range": "bytes=0-3"})
    assert (told.status_code, told.headers["content-length"]) == (200, "16")
    assert told.headers["accept-ranges"] == "bytes"
    tag, date = told.headers["etag"], told.headers["last-modified"]
    for has in (
        {"If-None-Match": f'"other", {tag}'},
        {"If-None-Match": "*"},
        {"If-Modified-Since": date},
    ):
        answer = client.get(FILE, headers=has)
        assert (answer.status_code, answer.content) == (304, b"")
        assert (answer.headers["etag"], answer.headers["last-modified"]) == (tag, date)
    for has_not in (
        {"If-None-Match": '"other"', "If-Modified-Since": date},
        {"If-Modified-Since": "Sat, 01 Jan 2000 00:00:00 GMT"},
        {"If-Modified-Since": "yesterday"},
        {"If-Modified-Since": "Fri, 31 Dec 9999 23:59:59 -0100"},
        {"If-Modified-Since": "Mon, 01 Jan 99999999999999999999 00:00:00 GMT"},
    ):
        assert client.get(FILE, headers=has_not).content == BYTES


def test_parts_of_one_state_alone_are_sent_to_those_who_ask_for_it(client):
    told = client.head(FILE).headers
    tag, date = told["etag"], told["last-modified"]
    part = {"Range": "bytes=0-3"}
    for wanted in (
        {"If-Match": tag},
        {"If-Match": f'"other", {tag}'},
        {"If-Match": "*", "If-Unmodified-Since": "Sat, 01 Jan 2000 00:00:00 GMT"},
        {"If-Unmodified-Since": date},
        {"If-Unmodified-Since": "no date"},
    ):
        assert client.get(FILE, headers={**part, **wanted}).content == b"%PDF"
    for wanted in (
        {"If-Match": '"other"'},
        {"If-Match": f"W/{tag}"},
        {"If-Match": '"other"', "If-None-Match": tag},
        {"If-Unmodified-Since": "Sat, 01 Jan 2000 00:00:00 GMT"},
    ):
        answer = client.get(FILE, headers={**part, **wanted})
        assert answer.status_code == 412
        named = next(iter(wanted))
        assert answer.json()["detail"] == f"'plan.pdf' is not as {named} has it"


def test_a_part_of_another_state_of_the_original_is_all_of_it(client):
    told = client.head(FILE).headers
    for same in (told["etag"], told["last-modified"]):
        asked = {"Range": "bytes=0-3", "If-Range": same}
        assert client.get(FILE, headers=asked).content == b"%PDF"
    for other in ('"other"', f"W/{told['etag']}", "Sat, 01 Jan 2000 00:00:00 GMT"):
        asked = {"Range": "bytes=0-3", "If-Range": other}
        assert client.get(FILE, headers=asked).content == BYTES


def asker(folder, location, **facts):
    """Asks a library of one file that lies there."""
    some = artefact("plan", "b", "Plan", ["The ward."])
    stored = {**some.stored, "location": location, "name": "plan.pdf"}
    library = [replace(some, stored=stored), blueprint("b", "Wards", [some])]
    place = Folder(folder)
    activate(place, build(place, library, MAPPINGS, facts))
    return TestClient(app_over(Index(place, MAPPINGS)))


def test_a_link_put_where_a_file_was_leads_nowhere(tmp_path):
    library, other = tmp_path / "library", tmp_path / "other"
    folder, secret = library / "Ward", other / "plan.pdf"
    for path in (folder / "plan.pdf", folder / "copy.pdf", secret):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"A secret." if path is secret else BYTES)
    plan = folder / "plan.pdf"
    client = asker(tmp_path / "index", f"file://{plan}", library=str(library))
    assert client.get(FILE).content == BYTES
    plan.unlink()
    plan.symlink_to(secret)
    assert client.get(FILE).status_code == 410
    plan.unlink()
    plan.symlink_to("copy.pdf")  # as an ingest follows, too
    assert client.get(FILE).content == BYTES
    plan.unlink()
    folder.rename(library / "Clinic")
    for place in (other, other.rename(library / "Closed")):
        folder.unlink(missing_ok=True)
        folder.symlink_to(place)
        assert client.get(FILE).status_code == 410
    folder.unlink()
    (library / "Clinic").rename(folder)
    (folder / "copy.pdf").rename(plan)
    library.rename(tmp_path / "moved")
    library.symlink_to(tmp_path / "moved")  # so that it is where it was
    assert client.get(FILE).content == BYTES


@pytest.fixture
def memory():
    """A store that all tests of a process share: it is left empty."""
    store = fsspec.filesystem("memory")
    yield store
    store.store.clear()


def test_an_original_in_another_store_is_sent_in_parts_too(tmp_path, memory):
    memory.pipe("/library/plan.pdf", BYTES)
    client = asker(tmp_path, "memory://library/plan.pdf")
    assert client.get(FILE, headers={"Range": "bytes=9-"}).content == b"cutover"
    tag = client.get(FILE).headers["etag"]
    assert client.get(FILE, headers={"If-None-Match": tag}).status_code == 304
    memory.pipe("/library/plan.pdf", b"Another plan.")
    changed = client.get(FILE, headers={"If-None-Match": tag})
    assert (changed.status_code, changed.content) == (200, b"Another plan.")


def test_what_was_inside_a_file_comes_from_the_record_store(tmp_path, memory):
    member = "members/ab/abcd"
    memory.pipe(f"/records/{member}", BYTES)
    folder = tmp_path / "var::1" / "records"
    (folder / "members" / "ab").mkdir(parents=True)
    (folder / member).write_bytes(BYTES)
    some = artefact("plan", "b", "Plan", ["The ward."])
    inside = replace(some, stored={**some.stored, "location": member})
    place = Folder(tmp_path / "index")
    activate(place, build(place, [inside, blueprint("b", "W", [some])], MAPPINGS, {}))
    for records in ("memory://records/", str(folder), f"file://{folder}"):
        client = TestClient(app_over(Index(place, MAPPINGS), records=records))
        assert client.get(FILE).content == BYTES


def test_an_original_whose_name_reads_like_a_chain_of_stores_is_sent(tmp_path):
    (tmp_path / "plan::zip.pdf").write_bytes(BYTES)
    client = asker(tmp_path, f"file://{tmp_path}/plan::zip.pdf")
    assert client.get(FILE).content == BYTES


def test_an_original_in_a_store_that_cannot_be_read_is_503_and_the_log_says_why(
    tmp_path, caplog
):
    answer = asker(tmp_path, "nowhere://library/plan.pdf").get(FILE)
    assert answer.status_code == 503
    assert answer.json()["detail"] == "'plan.pdf' cannot be read now"
    assert "nowhere://library/plan.pdf: Protocol not known" in caplog.text


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
