from pipelines.extract.detect import VSDX
from tests.pipelines.extract import made


def test_pages_have_their_names(extracted):
    content = made.visio(("Context", "Shared record"), ("Data flow", "Lab results"))
    found = extracted(content, "flows.vsdx")
    assert (found.media_type, found.status) == (VSDX, "ok")
    assert [(s.kind, s.number, s.label, s.text) for s in found.segments] == [
        ("page", 1, "Context", "Shared record"),
        ("page", 2, "Data flow", "Lab results"),
    ]
    assert found.metadata["pages"] == "2"


def test_a_page_that_is_damaged_is_named(extracted):
    content = made.visio(("Context", "Shared record"), ("Data flow", "Lab results"))
    content = made.changed(content, {"visio/pages/page1.xml": "<broken"})
    found = extracted(content, "flows.vsdx")
    assert found.status == "partial"
    assert "page Context is missing" in found.reason
    assert [s.label for s in found.segments] == ["Data flow"]


def test_a_drawing_without_pages_is_corrupt(extracted):
    assert extracted(made.visio(), "flows.vsdx").status == "corrupt"
