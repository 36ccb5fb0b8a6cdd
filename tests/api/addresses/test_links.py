import pytest
from starlette.testclient import TestClient

from api.addresses.links import Place, Site, pages_of
from api.app import app_over
from indexer.query import Query


@pytest.mark.parametrize(
    ("total", "size", "pages"),
    [(0, 10, 0), (1, 10, 1), (10, 10, 1), (11, 10, 2), (5000, 10, 100), (7, 0, 0)],
)
def test_only_pages_that_can_be_asked_for_are_counted(total, size, pages):
    assert pages_of(total, size) == pages


def test_the_first_and_last_page_have_no_neighbour_outside():
    place = Place("/search", (("view", "artefacts"),))
    first = place.paging(Query(text="a"), 3)
    assert first["self"] == first["first"] == "/search?view=artefacts&q=a"
    assert "prev" not in first
    assert first["next"] == "/search?view=artefacts&q=a&page=2"
    assert "next" not in place.paging(Query(text="a", page=3), 3)
    none = place.paging(Query(text="a"), 0)
    assert none["last"] == none["self"]
    assert not {"prev", "next"} & none.keys()
    past = place.paging(Query(text="a", page=9), 3)
    assert past["prev"] == past["last"] == "/search?view=artefacts&q=a&page=3"


def test_ids_and_words_are_escaped():
    links = Site().segment("a/b?#", 2, "x & y#")
    assert links["self"] == ("/api/v1/artefacts/a%2Fb%3F%23/segments/2?q=x+%26+y%23")
    assert links["page"].startswith("/artefacts/a%2Fb%3F%23?q=x+%26+y%23&segment=2#")


def test_links_stay_under_the_path_a_proxy_serves(index):
    client = TestClient(app_over(index), root_path="/find")
    answer = client.get("/find/api/v1/artefacts?q=cutover").json()
    assert answer["links"]["self"] == "/find/api/v1/artefacts?q=cutover"
    assert answer["results"][0]["links"]["page"] == "/find/artefacts/plan"
