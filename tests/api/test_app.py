import gc
import subprocess
import sys
from urllib.parse import quote

from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api.app import create_app
from settings import Settings

PLAIN = 700, 10, 10  # thresholds that Python begins with
HEAVY = ["spacy", "celery", "lxml", "pypdfium2", "pipelines"]


def test_the_application_is_built_of_settings(tmp_path):
    client = TestClient(create_app(Settings(data=tmp_path)))
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503


def test_a_server_keeps_what_it_begins_with_from_the_collector(tmp_path):
    before, thresholds = gc.get_freeze_count(), gc.get_threshold()
    gc.set_threshold(*PLAIN)
    try:
        with TestClient(create_app(Settings(data=tmp_path))):
            assert gc.get_freeze_count() > before
            assert gc.get_threshold()[0] > 10 * PLAIN[0]
    finally:
        gc.unfreeze()
        gc.set_threshold(*thresholds)


def test_the_web_process_loads_nothing_of_the_pipelines():
    code = f"import api.app, sys; print([m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@settings(max_examples=80, deadline=None)
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=520))
def test_any_text_is_answered(client, text):
    for address in ("/api/v1/blueprints", "/api/v1/artefacts/chart/segments/1"):
        answer = client.get(address, params={"q": text})
        assert answer.status_code == (200 if len(text) <= 500 else 422)


raw = st.text("abq=&%+;?/[]0fF.*\"'<>\\-:() ", max_size=60)


@settings(max_examples=80, deadline=None)
@given(
    path=st.sampled_from(["blueprints", "artefacts", "facets/technology", "status"]),
    query=raw,
)
def test_any_address_is_answered(client, path, query):
    answer = client.get(f"/api/v1/{path}?{query}")
    assert answer.status_code in (200, 404, 422)


@settings(max_examples=80, deadline=None)
@given(
    kind=st.sampled_from(["blueprints", "artefacts", "facets"]),
    id_=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40),
    rest=st.sampled_from(["", "/similar", "/file", "/segments/0"]),
)
def test_any_id_is_answered(client, kind, id_, rest):
    answer = client.get(f"/api/v1/{kind}/{quote(id_, safe='')}{rest}")
    assert answer.status_code in (200, 404, 410)
