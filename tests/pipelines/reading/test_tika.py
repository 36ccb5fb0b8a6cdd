import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pypdfium2
import pytest

from demo.write import write_library
from indexer.query import Query
from pipelines.extract import VERSION as NATIVE
from pipelines.extract import extract_file
from pipelines.extract.file import Limits
from pipelines.extract.tika import INSTEAD, VERSION, extract_tika, leads, shown
from pipelines.ingest import ingest
from pipelines.progress import Notice
from pipelines.reading.tika import TikaServers
from settings import Settings
from tests.pipelines.runs import index_of, rows_of


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """One file of each format that a server leads on, from the demonstration."""
    whole = tmp_path_factory.mktemp("tika") / "library"
    list(write_library(whole, 58, 6, processes=1))
    return whole


def named(library, suffix):
    found = sorted(library.rglob(f"*{suffix}"))
    return next(p for p in found if extract_file(p, p.name).status == "ok")


def words(found):
    return " ".join(s.text for s in found.segments).lower().split()


@pytest.mark.parametrize("suffix", [".pdf", ".xlsx", ".xls", ".ppt", ".doc"])
def test_a_server_reads_what_is_read_in_process(tika_url, library, suffix):
    path = named(library, suffix)
    ours = extract_file(path, path.name)
    theirs, reader = extract_tika(path, path.name, Limits(), tika_url, 60)
    assert (reader, theirs.status) == (VERSION, "ok")
    assert theirs.media_type == ours.media_type
    if suffix != ".doc":
        places = [
            [(s.kind, s.number, s.label) for s in f.segments] for f in (ours, theirs)
        ]
        assert places[0] == places[1]
    same = set(words(ours)) & set(words(theirs))
    assert len(same) >= 0.9 * len(set(words(ours)))
    for name in ("title", "author", "created"):
        assert theirs.metadata.get(name) == ours.metadata.get(name)


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("torn.pdf", b"%PDF-1.4 torn", "corrupt"),
        ("nothing.pdf", b"", "empty"),
        ("odd.bin", bytes(range(256)) * 20, "empty"),
    ],
)
def test_what_a_server_cannot_read_has_a_status(
    tika_url, tmp_path, name, content, status
):
    path = tmp_path / name
    path.write_bytes(content)
    found, _ = extract_tika(path, name, Limits(), tika_url, 60)
    assert found.status == status
    assert found.reason


def test_more_text_than_is_kept_makes_a_file_partial(tika_url, library):
    path = named(library, ".pdf")
    few = Limits(characters=400)
    found, _ = extract_tika(path, path.name, few, tika_url, 60)
    assert found.status == "partial"
    assert sum(len(s.text) for s in found.segments) <= 400


@contextmanager
def server(answers):
    """A real HTTP server that gives one answer of a list to each PUT."""
    given = iter(answers)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            self.send(200, version[0].encode())

        def do_PUT(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            what = next(given)
            if what == "drop":
                self.close_connection = True
                self.connection.close()
            elif what == "hang":
                time.sleep(2.5)
                self.close_connection = True
            else:
                self.send(*what)

        def send(self, status, body):
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    version = ["Apache Tika 3.3.2"]
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        listening.daemon_threads = True
        thread = threading.Thread(target=listening.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.server_port}", version
        finally:
            listening.shutdown()
            thread.join()


def answer(four=False):
    """A page as version 3 or 4 spells it."""
    key = "tk:content" if four else "X-TIKA:content"
    text = '<html><body><div class="page"><p>A goshawk</p></div></body></html>'
    return 200, json.dumps([{key: text, "dc:title": ["Ward plan"]}]).encode()


@pytest.fixture
def pdf(library, tmp_path):
    root = tmp_path / "library"
    (root / "ward").mkdir(parents=True)
    (root / "ward" / "plan.pdf").write_bytes(named(library, ".pdf").read_bytes())
    return root


@pytest.fixture
def read(pdf, mappings):
    """Ingests it with a server at that address; its row, and what was told."""

    def read(data, url, **more):
        events = []
        settings = Settings(data=data, mappings=mappings, tika_endpoint=url, workers=1)
        ingest(settings.model_copy(update=more), str(pdf), events.append)
        (row,) = rows_of(settings)
        return row, [e.text for e in events if isinstance(e, Notice)]

    return read


@pytest.mark.parametrize("four", [False, True])
def test_both_spellings_are_read(read, tmp_path, four):
    with server([answer(four)]) as (url, version):
        version[0] = "Apache Tika 4.0.0" if four else "Apache Tika 3.3.2"
        row, notices = read(tmp_path / "data", url)
    assert (row.extractor, row.status, row.reason) == (VERSION, "ok", "")
    assert notices == []


@pytest.mark.parametrize("fault", ["drop", (503, b""), (500, b""), (200, b"no list")])
def test_a_file_is_tried_again_alone_and_then_in_process(read, tmp_path, fault):
    with server([fault, answer(), fault, fault]) as (url, _):
        row, _ = read(tmp_path / "once", url)
        assert row.extractor == VERSION
        row, notices = read(tmp_path / "twice", url)
    assert (row.extractor, row.status) == (INSTEAD, "ok")
    assert "failed on it twice" in row.reason
    assert notices == []


def test_a_hang_is_ended(read, tmp_path):
    with server(["hang", answer()]) as (url, _):
        row, _ = read(tmp_path / "data", url, timeout_seconds=2)
    assert row.extractor == VERSION


def test_no_server_at_all_is_told_and_done_without(read, tmp_path, monkeypatch):
    monkeypatch.setattr(TikaServers.__init__, "__defaults__", (1.0,))
    gone = "http://user:secret@127.0.0.1:9"
    row, notices = read(tmp_path / "data", gone)
    assert (row.extractor, row.status) == (NATIVE, "ok")
    assert row.reason == "read in process: no Tika server answers"
    assert any("used no more" in n for n in notices)
    assert not any("secret" in n for n in notices)
    with server([answer()]) as (url, _):  # the next run tries again, and another does
        row, _ = read(tmp_path / "data", f"{gone},{url}")
    assert row.extractor == VERSION


def test_an_unknown_version_is_told(read, tmp_path):
    with server([answer()]) as (url, version):
        version[0] = "Apache Tika 9.1.0"
        _, notices = read(tmp_path / "data", url)
    assert notices == [
        f"Tika server {url} says 'Apache Tika 9.1.0': only versions 3 and 4.0 are known"
    ]


def test_a_server_changes_only_the_files_it_leads_on(
    tika_url, library, tmp_path, mappings
):
    settings = Settings(data=tmp_path / "data", mappings=mappings, workers=2)
    before = ingest(settings, str(library))
    found = hits(settings)
    served = settings.model_copy(update={"tika_endpoint": tika_url})
    after = ingest(served, str(library))
    rows = [r for r in rows_of(settings) if r.extractor]
    assert {leads(r.suffix) for r in rows if r.extractor == NATIVE} == {False}
    led = {r.digest for r in rows if leads(r.suffix)}
    assert 0 < after.parsed <= len(led)
    outcomes = [(t.found, t.indexed, t.partial, t.failed) for t in (before, after)]
    assert outcomes[0] == outcomes[1]
    assert hits(settings) == found


def hits(settings):
    """What some queries find: the same whoever read the files."""
    index = index_of(settings)
    some = ("hazard log", "training", "discharge", '"data mapping"', "API gateway")
    return [(q, index.search(Query(text=q)).total.artefacts) for q in some]


def test_a_password_in_an_address_is_not_shown():
    assert shown("https://me:secret@tika:9998") == "https://tika:9998"
    assert leads(".PDF")
    assert not leads(".csv")


def test_what_is_embedded_becomes_an_artefact_with_its_bytes(
    tika_url, library, tmp_path
):
    content = named(library, ".xlsx").read_bytes()
    document = pypdfium2.PdfDocument(named(library, ".pdf"))
    document.new_attachment("costs.xlsx").set_data(content)
    path = tmp_path / "plan.pdf"
    document.save(path)
    document.close()
    found, _ = extract_tika(path, path.name, Limits(), tika_url, 60)
    assert [(c.name, c.content) for c in found.children] == [("costs.xlsx", content)]
