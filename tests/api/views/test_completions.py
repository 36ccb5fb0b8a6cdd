import pytest

ADDRESS = "/api/v1/suggest?q=elec&size=20"


def test_each_suggestion_leads_somewhere(client, get):
    answer = get("/suggest?q=electronic+pa&size=20")
    assert answer["query"] == "electronic pa"
    kinds = {s["kind"]: s for s in reversed(answer["suggestions"])}
    assert kinds["title"]["links"]["page"] == "/blueprints/epr"
    term = kinds["term"]
    assert (term["field"], term["value"]) == ("technology", "epr")
    assert term["links"]["page"] == "/search?technology=epr"
    for suggestion in answer["suggestions"]:
        for address in suggestion["links"].values():
            assert client.get(address).status_code == 200


def test_a_word_is_searched_as_text(get):
    [word] = [s for s in get("/suggest?q=war")["suggestions"] if s["kind"] == "word"]
    assert (word["text"], word["field"], word["value"]) == ("ward", None, None)
    assert word["links"]["page"] == "/search?q=ward"


def test_nothing_written_suggests_nothing(get):
    assert get("/suggest")["suggestions"] == []


@pytest.mark.parametrize("wrong", ["size=0", "size=21", "q=a&q=b", "page=1"])
def test_wrong_parameters_are_named(problem, wrong):
    name = wrong.split("=")[0]
    assert problem(f"/api/v1/suggest?{wrong}", 422)["errors"][0]["name"] == name


def test_it_is_kept_and_asked_for_by_head(client):
    first = client.get(ADDRESS)
    head = client.head(ADDRESS)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == first.headers["etag"]
    known = client.get(ADDRESS, headers={"If-None-Match": first.headers["etag"]})
    assert known.status_code == 304
