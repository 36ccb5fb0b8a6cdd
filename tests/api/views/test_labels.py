from dataclasses import replace

from starlette.testclient import TestClient

from api.app import app_over
from indexer.build import build
from indexer.embedded.generations import Folder
from indexer.generations import activate
from indexer.index import Index
from tests.api.conftest import HEADER
from tests.api.library import MAPPINGS, documents

TRUST = "northvale-teaching-hospitals"
WRITTEN = "Northvale Teaching Hospitals"


def test_a_value_no_taxonomy_has_keeps_the_name_people_wrote(tmp_path):
    some = [
        replace(
            d,
            values={**d.values, "organisation": (TRUST,)},
            stored=d.stored
            if d.kind == "artefact"
            else {**d.stored, "labels": {"organisation": {TRUST: WRITTEN}}},
        )
        for d in documents(None)
    ]
    place = Folder(tmp_path)
    activate(place, build(place, some, MAPPINGS, {}))
    with TestClient(app_over(Index(place, MAPPINGS))) as client:
        found = client.get("/api/v1/artefacts?facets=organisation").json()
    assert found["facets"][0]["values"][0]["label"] == WRITTEN
    named = [v for f in found["results"][0]["labels"] for v in f["values"]]
    assert {"value": TRUST, "label": WRITTEN} in named


def test_a_name_that_only_closed_documents_have_is_told_to_their_audience_alone(
    tmp_path,
):
    closed = [
        replace(
            d,
            values={**d.values, "organisation": ("zebra-trust",)},
            stored={**d.stored, "labels": {"organisation": {"zebra-trust": "Zebra T"}}},
        )
        if "finance" in d.audience
        else d
        for d in documents(None)
    ]
    place = Folder(tmp_path)
    activate(place, build(place, closed, MAPPINGS, {}))
    app = app_over(Index(place, MAPPINGS), audience_header=HEADER)

    def told(asked, **headers):
        answer = client.get(f"/api/v1/artefacts?organisation={asked}", headers=headers)
        return answer.text.replace(asked, "ID")

    with TestClient(app) as client:
        assert told("zebra-trust") == told("quagga-trust")
        assert "Zebra T" in told("zebra-trust", **{HEADER: "finance"})
