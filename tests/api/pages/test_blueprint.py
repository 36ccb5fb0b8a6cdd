from dataclasses import replace

import pytest

from tests.api.library import MAPPINGS, file
from tests.api.pages.conftest import words
from tests.indexer.library import artefact, blueprint

ORGANISATIONS = MAPPINGS.taxonomies["organisations"]


def test_files_of_one_name_are_told_by_their_folders(page_of):
    places = {
        "one": "2023/Plan.pdf",
        "two": "old.zip!/2022/Plan.pdf",
        "top": "Plan.pdf",
    }
    files = [
        file(artefact(id_, "b", "Plan", ["ward"]), name="Plan.pdf", path=path)
        for id_, path in places.items()
    ]
    made = [*files, blueprint("b", "Wards", files)]
    for path in ("/blueprints/b", "/search?q=ward&view=artefacts"):
        tree = page_of(made, path)
        told = [t for t in words(tree, ".app-hit__facts") if "Plan.pdf" in t]
        folders = [t.partition("Plan.pdf")[2] for t in told if "Download" not in t]
        assert sorted(folders) == ["", " · in 2023", " · in old.zip/2022"], path


def test_evidence_opens_the_sentence(page):
    tree = page("/blueprints/epr")
    links = [n.attributes["href"] for n in tree.css(".app-explained a")]
    assert "/artefacts/plan?q=%22EPR%22&segment=0#segment-0" in links
    told = words(tree, ".app-why li")
    assert "and the files beside it" in told
    links = words(tree, ".app-why a")
    assert "“EPR” in plan.pdf, page 1" in links  # makes sense without what is around it


def test_files_of_one_title_are_told_by_their_names(page_of):
    pages = {"old": "ward bed", "new": "a bed of each ward", "notes": "the bed ward x"}
    files = [
        file(artefact(id_, "b", "Notes" if id_ == "notes" else "Plan", [text]))
        for id_, text in pages.items()
    ]
    made = [*files, blueprint("b", "Wards", files)]
    links = words(page_of(made, "/blueprints/b"), ".app-files li > a")
    assert sorted(links) == ["Notes", "Plan, new.pdf", "Plan, old.pdf"]
    facts = words(page_of(made, "/search?q=ward+bed"), ".app-inside .app-hit__facts")
    assert sorted(facts) == [
        "(PDF, 0 bytes)",
        "(new.pdf, PDF, 0 bytes)",
        "(old.pdf, PDF, 0 bytes)",
    ]


def test_a_similar_blueprint_says_whose_it_is_of_when_and_how_large(page_of):
    def made(id_, organisation):
        plan = file(artefact(f"{id_}-plan", id_, "Plan", ["An EPR for each ward."]))
        about = {"technology": ("epr",), "organisation": (organisation,)}
        one = blueprint(id_, id_, [plan], published="2024-03-01", **about)
        return [plan, replace(one, stored={**one.stored, "artefacts": 1})]

    body = ORGANISATIONS.terms[0]
    tree = page_of([*made("one", body.id), *made("other", body.id)], "/blueprints/one")
    facts = words(tree, ".app-hits .app-hit__facts")
    assert facts[0] == f"{body.label} · 1 March 2024 · 1 file"


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("https://www.future.example/wards?x=1", "Open on future.example"),
        ("https://[x", "Open on its own site"),
    ],
)
def test_the_way_to_another_site_names_it(page_of, link, said):
    plan = file(artefact("plan", "b", "Plan", ["x"]))
    one = blueprint("b", "Wards", [plan])
    made = [plan, replace(one, stored={**one.stored, "link": link})]
    assert said in words(page_of(made, "/blueprints/b"), "main p > a")


def test_how_a_file_was_read_is_told_where_something_is_missing(page_of):
    whole = file(artefact("whole", "b", "Plan", ["x"]))
    some = file(artefact("some", "b", "Notes", ["x"]), empty=2)
    shut = file(artefact("shut", "b", "Costs", []), status="encrypted")
    made = [whole, some, shut, blueprint("b", "Wards", [whole, some, shut])]
    told = " ".join(words(page_of(made, "/blueprints/b"), ".app-files"))
    assert "Read in full" not in told  # beside a download it seems to be a link
    assert "Text in 1 of 3 parts" in told
    assert "Not read: it is protected" in told
