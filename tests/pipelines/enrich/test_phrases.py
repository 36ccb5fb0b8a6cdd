import pytest

from mappings.taxonomy import Phrase
from pipelines.enrich.phrases import variants


@pytest.mark.parametrize(
    ("written", "others"),
    [
        ("drug chart", ("drug charts",)),
        ("medical images", ("medical image",)),
        ("e-consent form", ("e consent form", "e-consent forms", "e consent forms")),
        ("gap analysis", ()),
        ("remote access", ()),
        ("wards", ()),  # one word alone may be another: "results", "notes"
    ],
)
def test_plural_and_singular_are_found_as_well(written, others):
    assert variants(Phrase(written)) == (written, *others)
