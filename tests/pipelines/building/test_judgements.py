"""People's word over a real library: it wins, it stays, and it says who."""

import json
import shutil
from dataclasses import replace

import pytest
import yaml
from starlette.testclient import TestClient

from api.app import create_app
from indexer.documents import Document, Evidence
from indexer.embedded.generations import Folder
from indexer.generations import read_manifest
from indexer.judgements.log import LOG, Log
from indexer.judgements.review import told
from indexer.judgements.standing import Standing
from indexer.query import Query, Selection
from pipelines.building.judgements import applied, heard
from pipelines.bundle import Given, Metadata
from pipelines.command.last_run import status
from pipelines.ingest import ingest, rebuild
from settings import Settings
from tests.indexer.judgements.test_log import judgement
from tests.pipelines.runs import few_terms, index_of, put

KEY = {"Authorization": "Bearer secret"}
KEPT = {
    "technologies": ("epma", "epr", "rpa"),
    "care_settings": ("acute", "mental-health", "ambulance"),
    "artefact_types": ("hazard-log", "dpia", "business-case"),
}


def standing(*about, **other):
    state = other.pop("state", "in force")
    return Standing(1, judgement(*about, **other), state)


def document(kind="blueprint", id_="ward", evidence=(), stored=(), **values):
    return Document(
        kind, id_, "ward", id_, {}, values, stored=dict(stored), evidence=evidence
    )


def suggested(field, value, artefact):
    return Evidence(field, value, "suggested", "rule", "high", value, artefact, 0, 0, 3)


def test_what_is_set_stands_beside_the_others_and_reaches_the_files():
    made = [document(technology=("epma",)), document("artefact", "ward-1")]
    judged = {"ward": (standing("set", "epr"),)}
    blueprint, file = applied(made, judged)
    assert blueprint.values["technology"] == ("epma", "epr")
    assert file.values["technology"] == ("epr",)
    source = "label by Ada on 2026-03-01"
    assert blueprint.evidence[0] == Evidence("technology", "epr", "given", source)


def test_what_is_rejected_goes_with_its_evidence_and_is_told():
    some = (suggested("technology", "epr", "ward-1"),)
    made = [document(technology=("epr",), evidence=some)]
    (after,) = applied(made, {"ward": (standing("reject", "epr"),)})
    assert (after.values, after.evidence) == ({}, ())
    assert after.stored["rejected"][0] == {
        "field": "technology",
        "value": "epr",
        "label": "EPR",
        "by": "Ada",
        "date": "2026-03-01",
        "why": "it says so",
    }


def test_a_file_says_otherwise_than_its_blueprint():
    made = [document(), document("artefact", "ward-1", technology=("epr",))]
    no = standing("reject", "epr", document="ward-1", path="a.txt")
    _, file = applied(made, {"ward": (standing("set", "epr"),), "ward-1": (no,)})
    assert file.values == {}


def test_a_blueprint_follows_the_kinds_of_its_files():
    kinds = [suggested("artefact_type", "dpia", "ward-1")]
    made = [
        document(artefact_type=("dpia",), evidence=tuple(kinds)),
        document("artefact", "ward-1", artefact_type=("dpia",)),
    ]
    right = standing(
        "set", "hazard-log", document="ward-1", path="a", field="artefact_type"
    )
    blueprint, file = applied(made, {"ward-1": (right,)})
    assert file.values["artefact_type"] == ("hazard-log",)
    assert blueprint.values["artefact_type"] == ("hazard-log",)


@pytest.mark.parametrize(
    ("role", "values"),
    [("core", ("epr",)), ("summary", ("epr",)), ("annex", ()), ("artefact", ())],
)
def test_a_word_on_the_core_document_or_the_summary_is_one_on_the_blueprint(
    role, values
):
    made = [document(), document("artefact", "ward-1", stored={"role": role})]
    of_file = standing("set", "epr", document="ward-1", path="a")
    blueprint, _ = applied(made, {"ward-1": (of_file,)})
    assert blueprint.values.get("technology", ()) == values


def test_a_type_that_is_set_for_a_blueprint_reaches_no_file():
    made = [document(), document("artefact", "ward-1")]
    kind = standing("set", "dpia", field="artefact_type")
    blueprint, file = applied(made, {"ward": (kind,)})
    assert blueprint.values == {"artefact_type": ("dpia",)}
    assert file.values == {}


def test_a_blueprint_keeps_the_types_of_its_other_files():
    made = [
        document(artefact_type=("dpia", "business-case")),
        document("artefact", "ward-1", artefact_type=("dpia",)),
        document("artefact", "ward-2", artefact_type=("business-case",)),
    ]
    about = {"document": "ward-1", "path": "a", "field": "artefact_type"}
    judged = {"ward-1": (standing("set", "hazard-log", **about),)}
    blueprint, *_ = applied(made, judged)
    assert blueprint.values["artefact_type"] == ("business-case", "hazard-log")


def test_who_spoke_of_a_document_itself_is_named_and_nobody_else():
    made = [document(), document("artefact", "ward-1", stored={"role": "core"})]
    said = {
        "ward": (standing("set", "epr", by="Ada"),),
        "ward-1": (standing("set", "epr", by="Bo", document="ward-1", path="a"),),
    }
    names = [[e.source.split()[2] for e in d.evidence] for d in applied(made, said)]
    assert names == [["Ada"], ["Bo"]]


def test_all_that_was_rejected_is_told():
    both = tuple(standing("reject", value) for value in ("epr", "rpa"))
    (after,) = applied([document(technology=("epr", "rpa"))], {"ward": both})
    assert [one["value"] for one in after.stored["rejected"]] == ["epr", "rpa"]


def test_a_value_without_another_voice_goes_from_the_blueprint():
    some = tuple(suggested("technology", "epr", f"ward-{n}") for n in (1, 2))
    made = [
        document(technology=("epr",), user=("nurses",), evidence=some),
        document("artefact", "ward-1", technology=("epr",)),
        document("artefact", "ward-2", technology=("epr",)),
    ]
    first, second = (
        standing("reject", "epr", document=f"ward-{n}", path="a") for n in (1, 2)
    )
    one = applied(made, {"ward-1": (first,)})[0]
    assert [e.artefact for e in one.evidence] == ["ward-2"]
    assert one.values["technology"] == ("epr",)
    none = applied(made, {"ward-1": (first,), "ward-2": (second,)})[0]
    assert none.values == {"user": ("nurses",)}  # of which nobody spoke


def test_rejected_metadata_holds_no_suggestion_down():
    metadata = Metadata(
        values={"technology": (Given("epr", "row 2"),), "user": (Given("n", "row 2"),)}
    )
    after = heard(metadata, [standing("reject", "epr")])
    assert after.values == {"user": (Given("n", "row 2"),)}
    assert heard(metadata, [standing("set", "epr")]) == metadata


@pytest.fixture(scope="module")
def mappings(tmp_path_factory):
    return few_terms(tmp_path_factory.mktemp("mappings"), KEPT)


@pytest.fixture
def settings(tmp_path, mappings):
    own = tmp_path / "mappings"
    shutil.copytree(mappings, own)
    return Settings(data=tmp_path / "data", mappings=own, workers=1, label_key="secret")


@pytest.fixture
def library(tmp_path):
    root = tmp_path / "library"
    put(root, "ward/plan.txt", "The ward plan names a goshawk.")
    put(root, "ward/notes.txt", "Notes about an osprey.")
    put(root, "ward/blueprint.yaml", "title: The ward\ncare_setting: Mental health\n")
    return root


def found(settings, view="blueprints", **selected):
    chosen = tuple(Selection(f, any_of=(v,)) for f, v in selected.items())
    query = Query(view, selections=chosen, facets=())
    return [hit.id for hit in index_of(settings).search(query).hits]


def post(client, verdict, id_, field, value, by="Ada"):
    said = {"verdict": verdict, "id": id_, "field": field, "value": value, "by": by}
    answer = client.post("/api/v1/labels", json={**said, "why": "read it"}, headers=KEY)
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_from_the_api_to_search_and_back_through_all_that_happens(settings, library):
    first = ingest(settings, str(library))
    client = TestClient(create_app(settings))
    assert found(settings, technology="epr") == []
    post(client, "set", "ward", "technology", "epr")
    post(client, "reject", "ward", "care_setting", "mental-health", by="Bo")
    assert found(settings, technology="epr") == []  # until the next build

    run = ingest(settings, str(library))
    assert (run.built, run.parsed) == (True, 0)
    assert run.generation != first.generation
    assert found(settings, technology="epr") == ["ward"]
    assert len(found(settings, "artefacts", technology="epr")) == 2
    assert found(settings, care_setting="mental-health") == []
    shown = client.get("/api/v1/blueprints/ward").json()
    assert "label by Ada on 20" in json.dumps(shown)
    assert not ingest(settings, str(library)).built

    rebuild(settings)
    ingest(settings, str(library), fresh=True)
    assert found(settings, technology="epr") == ["ward"]

    shutil.rmtree(settings.data / "index")  # nothing derived is needed to keep it
    shutil.rmtree(settings.data / "records")
    (settings.data / "ledger.db").unlink()
    ingest(settings, str(library))
    assert found(settings, technology="epr") == ["ward"]

    post(client, "reject", "ward", "technology", "epr", by="Bo")
    run = rebuild(settings)
    assert found(settings, technology="epr") == []
    assert "against it: set by Ada" in " ".join(p.detail for p in run.problems)


def test_a_term_renamed_and_a_term_gone(settings, library):
    ingest(settings, str(library))
    client = TestClient(create_app(settings))
    post(client, "set", "ward", "technology", "epr")
    path = settings.mappings / "taxonomies" / "technologies.yaml"
    whole = path.read_text("utf-8")

    def with_terms(change):
        written = yaml.safe_load(whole)
        written["terms"] = [t for t in map(change, written["terms"]) if t]
        path.write_text(yaml.safe_dump(written), "utf-8")
        return rebuild(settings)

    with_terms(lambda t: {**t, "label": "Notes"} if t["id"] == "epr" else t)
    assert found(settings, technology="epr") == ["ward"]
    run = with_terms(lambda t: None if t["id"] == "epr" else t)
    assert found(settings, technology="epr") == []
    assert "no longer in its list" in run.problems[-1].detail
    path.write_text(whole, "utf-8")
    assert not any(p.source == LOG for p in rebuild(settings).problems)
    assert found(settings, technology="epr") == ["ward"]


def test_a_file_deleted_and_come_back_changed(settings, library):
    ingest(settings, str(library))
    client = TestClient(create_app(settings))
    id_ = next(h for h in found(settings, "artefacts") if "ward" in h)
    name = index_of(settings).open("artefact", id_).stored["path"]
    post(client, "set", id_, "artefact_type", "hazard-log")
    rebuild(settings)
    assert found(settings, "artefacts", artefact_type="hazard-log") == [id_]
    assert found(settings, artefact_type="hazard-log") == ["ward"]

    content = (library / "ward" / name).read_text("utf-8")
    (library / "ward" / name).unlink()
    run = ingest(settings, str(library))
    assert "no such Blueprint or artefact" in run.problems[-1].detail
    assert found(settings, artefact_type="hazard-log") == []

    put(library, f"ward/{name}", f"{content} And more.")
    run = ingest(settings, str(library))
    assert "has changed since" in run.problems[-1].detail
    assert found(settings, "artefacts", artefact_type="hazard-log") == [id_]
    evidence = index_of(settings).open("artefact", id_).evidence
    assert any("for an earlier version of the file" in e.source for e in evidence)
    words = Log(settings.data / LOG).read()
    assert told(index_of(settings), words)[0].state == "changed since"

    put(library, f"ward/{name}", content)
    assert not any(p.source == LOG for p in ingest(settings, str(library)).problems)


def test_a_damaged_line_stops_nothing_and_is_told(settings, library):
    settings.data.mkdir()
    (settings.data / LOG).write_text("no judgement\n", "utf-8")
    run = ingest(settings, str(library))
    assert [(p.source, p.row) for p in run.problems if p.source == LOG] == [(LOG, 1)]


def test_what_changed_is_kept_and_shown(settings, library):
    ingest(settings, str(library))

    def history():
        return index_of(settings).open("blueprint", "ward").stored["history"]

    (first,) = history()
    assert (first["first"], first["added"]) == (True, ["notes.txt", "plan.txt"])
    rebuild(settings)
    assert history() == [first]
    put(library, "ward/new.txt", "A kestrel.")
    put(library, "ward/plan.txt", "The plan names a merlin.")
    (library / "ward/notes.txt").unlink()
    post(TestClient(create_app(settings)), "set", "ward", "technology", "epr")
    ingest(settings, str(library))
    last, *earlier = history()
    assert earlier == [first]
    assert last["added"] == ["new.txt"]
    assert last["removed"] == ["notes.txt"]
    assert last["changed"] == ["plan.txt"]
    assert last["gained"] == [{"field": "technology", "value": "epr"}]


def test_the_manifest_accounts_for_the_files(settings, library):
    (library / ".truth.json").write_text("{}", "utf-8")
    put(library, "ward/torn.pdf", "%PDF-1.7 and nothing else")
    run = ingest(settings, str(library))
    manifest = read_manifest(Folder(settings.data / "index"), run.generation)
    files = status(settings)["files"]
    ledger = manifest["ledger"]
    assert {k: ledger[k] for k in files if k != "pending"} == {
        k: v for k, v in files.items() if k != "pending"
    }
    assert ledger["by_status"] == {"corrupt": 1, "ok": 2}
    assert ledger["by_format"]["pdf"] == {"failed": 1}
    assert manifest["problems"] == len(run.problems)
    assert manifest["demonstration"] is True


def test_judging_two_at_once_keeps_both(settings, library):
    ingest(settings, str(library))
    client = TestClient(create_app(settings))
    post(client, "set", "ward", "technology", "epr", by="Ada")
    post(client, "confirm", "ward", "care_setting", "mental-health", by="Bo")
    rebuild(settings)
    opened = index_of(settings).open("blueprint", "ward")
    sources = {e.value: e.source for e in opened.evidence if e.source[:5] == "label"}
    assert set(sources) == {"epr", "mental-health"}
    kept = replace(opened, stored={}).values
    assert (kept["technology"], kept["care_setting"]) == (
        ("epr",),
        ("mental-health",),
    )
