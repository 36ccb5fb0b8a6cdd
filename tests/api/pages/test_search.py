import pytest

from tests.api.library import file
from tests.api.pages.conftest import words
from tests.indexer.library import artefact, blueprint


def test_what_fits_into_the_search_box_is_searched(page, client):
    tree = page("/search")
    longest = int(tree.css_first("#app-q").attributes["maxlength"])
    pasted = ("The ward staff have a plan for the record of patients. " * 99)[:longest]
    assert len(pasted) == longest > 2_000
    for view in ("blueprints", "artefacts"):
        answer = client.get(f"/api/v1/{view}", params={"q": pasted})
        assert answer.status_code == 200
        assert answer.json()["total"]["artefacts"]
    assert (
        client.get("/api/v1/artefacts", params={"q": f"{pasted}x"}).status_code == 422
    )


def test_the_box_leads_to_how_to_search_and_is_described_without_that_link(page):
    tree = page("/search?q=ward")
    (link,) = tree.css("[role=search] a")
    address, _, anchor = link.attributes["href"].partition("#")
    assert page(address).css(f"h2#{anchor}")
    described = tree.css_first("#app-q").attributes["aria-describedby"]
    assert not tree.css(f"#{described} a")


def test_a_pasted_page_is_not_read_out_as_a_heading(page):
    pasted = f"  how did the ward {'and the ward after it ' * 40}"
    tree = page(f"/search?q={pasted}")
    for told in (*words(tree, "[role=status]"), tree.css_first("title").text()):
        assert "how did the ward and" in told
        assert "…" in told
        assert len(told) < 250
    assert tree.css_first("#app-q").attributes["value"] == pasted


def test_words_in_different_files_are_told(page_of):
    pages = {"one": "A single ward.", "other": "They sign on."}
    files = [file(artefact(id_, "b", id_, [text])) for id_, text in pages.items()]
    made = [*files, blueprint("b", "Wards", files)]
    tree = page_of(made, "/search?q=single+sign+on")
    facts = words(tree, ".app-hit__facts")
    assert facts[0] == "Blueprint · 2 files, your words in different ones"
    assert words(tree, ".app-inside mark") == ["sign", "single"]


def test_a_hit_says_who_and_when_before_its_labels(page_of):
    who = {"organisation": ("Tidewell Trust",), "technology": ("virtual-ward",)}
    when = {"published": "2024-03-01", "year": ("2024",)}
    kinds = ("business-case", "dpia", "hazard-log", "training-plan")
    own = {**who, **when, "artefact_type": kinds[:1]}
    case = file(artefact("case", "b", "Case for it", ["beds at home"], **own))
    made = [case, blueprint("b", "Wards", [case], **who, **when, artefact_type=kinds)]
    one = "Tidewell Trust · 1 March 2024 · 1 file"
    tree = page_of(made, "/search?q=beds")
    assert words(tree, ".app-hit__facts")[0] == f"Blueprint · {one}, 1 with your words"
    assert words(tree, ".app-labels div") == ["Technology Virtual ward"]
    tree = page_of(made, "/search?q=beds&view=artefacts")
    assert words(tree, ".app-hit__facts") == [
        "Business case · PDF, 0 bytes · 1 March 2024 · case.pdf",
        "In Wards · Tidewell Trust",
    ]
    assert words(tree, ".app-labels div") == ["Technology Virtual ward"]
    assert words(page_of(made, "/"), ".app-hit__facts") == [one]
    facts = words(page_of(made, "/blueprints/b"), "h1 + .app-hit__facts")
    assert facts == ["Tidewell Trust · Published 1 March 2024 · 1 file"]


def test_both_counts_stand_above_the_results(page):
    tree = page("/search?q=ward&view=artefacts")
    (told,) = words(tree, "[role=status]")
    assert told == "3 artefacts in 2 Blueprints for “ward”"
    assert "ward (3 results)" in tree.css_first("title").text()
    second = page("/search?q=ward&view=artefacts&size=1&page=2")
    (told,) = words(second, "[role=status]")
    assert told == "3 artefacts in 2 Blueprints for “ward”, page 2 of 3"


def test_a_chosen_value_stays_ticked_and_can_be_removed(page):
    tree = page("/search?q=ward&technology=epr&exclude_care_setting=acute")
    ticked = tree.css("input[name=technology][checked]")
    assert [n.attributes["value"] for n in ticked] == ["epr"]
    chips = {n.text(): n.attributes["href"] for n in tree.css(".app-chip")}
    assert "/search?q=ward&technology=epr" in chips.values()


def test_a_value_that_is_left_out_is_a_ticked_box_that_can_be_cleared(page):
    for value, label in (("acute", "Acute"), ("_missing", "Not stated")):
        tree = page(f"/search?q=ward&exclude_care_setting={value}")
        (box,) = tree.css(f"input[value={value}]")
        assert box.attributes["name"] == "exclude_care_setting"
        assert box.attributes["type"] == "checkbox"
        assert "checked" in box.attributes
        assert box.parent.text().strip().startswith(f"Leave out: {label}")


def test_a_filter_on_any_stated_value_is_told_without_two_negations(page):
    asked = "q=ward&exclude_care_setting=_missing&exclude_technology=epr"
    chips = words(page(f"/search?{asked}"), ".app-chip")
    assert chips == [
        "Remove filter: Care setting: stated ✕",
        "Remove filter: Technology: not Electronic patient record ✕",
    ]
    narrow = page("/search?q=name:notes&view=artefacts&exclude_care_setting=_missing")
    assert "Remove Care setting: stated" in " ".join(words(narrow, "#results li"))


def test_a_filter_without_a_value_to_tick_is_not_offered(page):
    heads = "details.app-facet h3"
    listed = page("/search?q=name:cutover&view=artefacts").css(heads)
    assert "Technology" in " ".join(h.text() for h in listed)
    assert page("/search?q=name:cutover").css(heads) == []


def test_a_result_opens_at_its_page_and_says_why(page):
    tree = page("/search?q=floorwalker&view=artefacts")
    first = tree.css_first(".app-hit h3 a").attributes["href"]
    assert "q=floorwalker" in first
    assert "#segment-" in first
    assert "floorwalker" in " ".join(words(tree, ".app-hit .app-why li")).lower()


def test_no_result_says_what_each_removal_would_give(page):
    tree = page("/search?q=floorwalker&technology=epma")
    assert "Nothing was found for “floorwalker”" in words(tree, "h2")
    removals = words(tree, "#results li")
    assert removals[0] == "Remove Technology: ePMA: 1 result"
    # Values of one field are alternatives: without one of them there is no more.
    tree = page("/search?q=floorwalker&technology=epma&technology=rpa")
    assert words(tree, "#results li")[0] == "Remove all filters: 1 result"
    tree = page("/search?q=floorwalker&technology=epma&technology=rpa&role=core")
    assert words(tree, "#results li")[0] == "Remove all filters: 1 result"
    tree = page("/search?q=nothingatall&technology=epma")
    assert "Without your filters nothing is found" in tree.css_first("#results").text()


def test_where_no_removal_helps_each_filter_is_offered_alone(page, get):
    asked = "q=ward&technology=epma&technology=rpa&care_setting=acute&year=1999"
    only = "Technology: ePMA or Robotic process automation"
    assert words(page(f"/search?{asked}"), "#results li")[:3] == [
        "Keep only Care setting: Acute: 1 result",
        f"Keep only {only}: 1 result",
        "Remove all filters: 2 results",
    ]
    broader = get(f"/blueprints?{asked}")["broader"]
    assert [len(one["without"]) for one in broader] == [3, 2, 4]
    less = asked.replace("&year", "&exclude_year")
    assert f"Remove {only}: 1 result" in words(page(f"/search?{less}"), "#results li")


def test_broader_questions_find_what_they_promise(client, get):
    for asked in (
        "q=ward&year=1999&format=xls&role=core",
        'q="floorwalker+weekend+zzz"',
    ):
        broader = get(f"/artefacts?{asked}")["broader"]
        assert broader
        for one in broader:
            total = client.get(one["links"]["self"]).json()["total"]
            assert total["artefacts"] == one["count"]
    assert get("/artefacts?q=ward")["broader"] == []


def test_no_result_says_what_each_word_would_find(page, get):
    tree = page('/search?q="floorwalker weekend zzz"&view=artefacts')
    found = words(tree, "#app-alone li")
    assert found == ["floorwalker: 2 results", "weekend: 1 result"]
    link = tree.css_first("#app-alone a").attributes["href"]
    assert words(page(link), ".app-hit h3")
    count = get("/artefacts?q=floorwalker")["total"]["artefacts"]
    assert found[0] == f"floorwalker: {count} results"
    assert not page("/search?q=nothingatall").css("#app-alone")


def test_a_value_that_the_words_name_is_offered_though_nothing_is_found(page):
    tree = page("/search?q=MH&technology=epma")
    assert "Nothing was found for “MH”" in words(tree, "h2")
    said = [
        "See everything labelled Care setting: Mental health (1 Blueprint),"
        " with these filters."
    ]
    assert words(tree, "#app-named") == said
    link = tree.css_first("#app-named a").attributes["href"]
    assert link == "/search?technology=epma&care_setting=mental-health"
    assert len(page(link).css(".app-hit")) == 1
    tree = page("/search?q=electronic+patient+record+or+PDF&view=artefacts")
    said = (
        "See everything labelled Technology: Electronic patient record (2 artefacts)"
        " or Format: PDF (3 artefacts)."
    )
    assert words(tree, "#app-named") == [said]
    assert not page("/search?q=ward").css("#app-named")


@pytest.mark.parametrize(
    "bad", ["color=red", "size=x", "sort=best", "view=all", "pillar=nonsense"]
)
def test_a_wrong_parameter_is_told_and_the_rest_kept(page, bad):
    tree = page(f"/search?q=ward&technology=epr&{bad}", 422)
    told = tree.css_first(".nhsuk-error-summary").text()
    assert "{} “{}”: ".format(*bad.split("=")) in told
    assert tree.css_first("input[name=q]").attributes["value"] == "ward"
    assert tree.css("input[name=technology][checked]")
    assert tree.css(".app-hit")


@pytest.mark.parametrize("number", [2, 99, 101, 10**30])
def test_a_page_past_the_end_goes_to_the_last(client, number):
    answer = client.get(f"/search?q=ward&page={number}", follow_redirects=False)
    assert answer.status_code == 302
    assert answer.headers["location"] == "/search?q=ward"


def test_what_is_wrong_is_told_on_the_last_page_too(page):
    tree = page("/search?q=ward&page=99&color=red", 422)
    assert "color “red”" in tree.css_first(".nhsuk-error-summary").text()
    assert tree.css(".app-hit")
    assert tree.css_first("link[rel=canonical]").attributes["href"] == "/search?q=ward"


def test_of_many_labels_that_the_words_name_the_first_are_told_at_once(page):
    tree = page("/search?q=EPR, ePMA, acute, mental health or PDF")
    assert len(tree.css("#app-named a")) == 3
    (more,) = tree.css("#app-named + details")
    assert words(more, "summary") == ["2 more labels"]
    assert words(more, "a") == ["Care setting: Acute", "Format: PDF"]


def test_what_else_was_searched_is_told_in_one_line_and_opens(page):
    tree = page("/search?q=EPR ward OR bed AI GP eRS")
    assert words(tree, ".app-also summary") == [
        "Also searched: other names of “EPR”, “AI”, “GP” and 1 more"
    ]
    assert "“GP”: general practitioner" in words(tree, ".app-also li")[2]
    assert words(page("/search?q=EPR AI"), ".app-also summary") == [
        "Also searched: other names of “EPR” and “AI”"
    ]
    assert not page("/search?q=EPR&synonyms=off").css(".app-also")


def test_a_word_that_is_put_right_is_not_told_twice(page):
    tree = page("/search?q=flooorwalker")
    assert "Did you mean floorwalker?" in words(tree, ".app-notice")
    assert "Search only for what I typed" in words(tree, ".app-notice")
    assert not tree.css(".app-also")
    (also,) = words(page("/search?q=flooorwalker EPR"), ".app-also summary")
    assert also == "Also searched: other names of “EPR”"


def test_without_words_the_usual_order_is_that_of_titles(page):
    assert words(page("/search"), "#app-sort [selected]") == ["Title"]
    assert words(page("/search?q=ward"), "#app-sort [selected]") == ["Relevance"]
