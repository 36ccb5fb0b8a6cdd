import pytest

DRAWING = b"""<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">
<title>Flow of referrals</title><style>text{fill:red}</style>
<text x="1">GP <tspan>refers</tspan></text><path d="M0"/>
<text>Ward admits</text></svg>"""


def test_text_and_words_for_people_are_read(extracted):
    content = b"""<Bundle xmlns="urn:x"><name value="Discharge"/>
    <text>Home <b>with</b> care</text><id code="77">9</id></Bundle>"""
    found = extracted(content, "a.xml")
    assert found.status == "ok"
    assert found.segments[0].text == "Discharge\nHome with care 9"


def test_the_words_of_a_drawing_are_read(extracted):
    found = extracted(DRAWING, "a.svg")
    assert found.metadata["title"] == "Flow of referrals"
    text = found.segments[0].text
    assert text == "Flow of referrals\nGP refers\nWard admits"


def test_no_file_is_read_through_an_entity(extracted, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    content = f'<!DOCTYPE a [<!ENTITY e SYSTEM "{secret.as_uri()}">]><a>text &e;</a>'
    found = extracted(content.encode(), "a.xml")
    assert "secret" not in "".join(s.text for s in found.segments)


def test_entities_are_not_expanded(extracted):
    lines = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
    content = f'<!DOCTYPE a [<!ENTITY l0 "lol">{lines}]><a>text &l11;</a>'
    found = extracted(content.encode(), "a.xml")
    assert len("".join(s.text for s in found.segments)) < 100


def test_what_precedes_a_fault_is_kept(extracted):
    found = extracted(b"<a><b>first words</b><c>second", "a.xml")
    assert found.status == "partial"
    assert found.segments[0].text == "first words second"
    assert extracted(b"<a " + b"x" * 50, "a.xml").status == "corrupt"


def test_endless_nesting_ends(extracted):
    found = extracted(b"<r>words" + b"<a>" * 300_000, "a.xml")
    assert found.status == "partial"
    assert found.segments[0].text == "words"


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        ("utf-8", "cp1252"),
        ("utf-16", "utf-8"),
        ("windows-1252", "cp1252"),
        ("utf-16", "utf-16"),
        ("gb2312", "gb2312"),
        ("x-no-such", "utf-8"),
    ],
)
def test_the_encoding_is_found_whatever_is_declared(extracted, declared, written):
    words = "中文" if declared == "gb2312" else "Café £5"
    content = f'\n<?xml version="1.0" encoding="{declared}"?><a>{words}</a>'
    found = extracted(content.encode(written), "a.xml")
    assert (found.status, found.segments[0].text) == ("ok", words)
