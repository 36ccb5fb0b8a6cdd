from time import process_time

import pytest

from pipelines.extract.html import page

PAGE = """<!DOCTYPE html><html><head><title>Virtual wards &amp; care</title>
<meta name="author" content="Digital team"><meta name="date" content="2023-04-05">
<style>p{color:red}</style></head><body><nav>Menu of the site</nav>
<header>Banner of the site</header><main><h1>Virtual wards</h1>
<p>Patients stay at <b>home</b>.<br>Nurses<!-- not this --> call.</p>
<script>var x</script>
<img src="a.png" alt="Map of the region"><h2>Costs</h2>
<table><tr><th>Item</th><th>Pounds</th></tr><tr><td>Tablet</td><td>100</td></tr></table>
<p>%s</p></main><footer>Crown copyright</footer></body></html>""" % ("Long text. " * 30)


def test_sections_tables_and_metadata(extracted):
    found = extracted(PAGE.encode(), "a.html")
    assert found.status == "ok"
    assert [s.label for s in found.segments] == ["Virtual wards", "Costs"]
    first, second = (s.text for s in found.segments)
    assert "Patients stay at home.\nNurses call." in first
    assert "Map of the region" in first
    assert "Item\tPounds\nTablet\t100" in second
    assert found.metadata["title"] == "Virtual wards & care"
    assert found.metadata["author"] == "Digital team"
    assert found.metadata["created"] == "2023-04-05"


@pytest.mark.parametrize("word", ["Menu", "Banner", "copyright", "color", "not this"])
def test_what_stands_around_the_text_is_left_out(extracted, word):
    found = extracted(PAGE.encode(), "a.html")
    assert not any(word in segment.text for segment in found.segments)


def test_a_page_that_is_only_navigation_is_read_whole(extracted):
    content = b"<html><body><nav><a href=x>Ward list</a></nav></body></html>"
    assert extracted(content, "a.html").segments[0].text == "Ward list"


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('<meta charset="windows-1252">', "cp1252"),
        ('<meta charset="utf-8">', "cp1252"),  # as many pages say who are not
        ("", "cp1252"),
        ("", "utf-8"),
        ("", "utf-16"),
        ('<meta charset="no-such">', "cp1252"),
    ],
)
def test_the_encoding_is_found(extracted, head, encoding):
    markup = f"<html><head>{head}</head><body><p>café costs £5 – “so”</p></body></html>"
    found = extracted(markup.encode(encoding), "a.html")
    assert found.segments[0].text == 'café costs £5 – "so"'


def test_endless_nesting_is_read_without_structure(extracted):
    content = b"<html><body>" + b"<div>" * 300_000 + b"the words</body></html>"
    found = extracted(content, "deep.html")
    assert found.status == "partial"
    assert found.segments[0].text == "the words"


def test_a_page_that_breaks_off_gives_what_it_has(extracted):
    found = extracted(PAGE.encode().partition(b"nt=")[0], "a.html")
    assert found.metadata["title"] == "Virtual wards & care"
    found = extracted(PAGE.encode().partition(b"</table")[0], "a.html")
    assert "Tablet\t100" in found.segments[-1].text


def test_empty_pages_are_empty(extracted):
    assert extracted(b"<html><body></body></html>", "a.html").status == "empty"
    assert extracted(b"", "a.html").status == "empty"


def test_cells_with_paragraphs_or_nothing_stay_in_their_row(extracted):
    content = (
        b"<html><body><table><tr><th><p>Site</p></th> <th>\n<p>Beds</p>\n</th>"
        b"<th>Lead</th></tr><tr><td></td><td><p>12</p></td><td><p>Ada</p></td></tr>"
        b"</table></body></html>"
    )
    found = extracted(content, "a.html")
    assert found.segments[0].text == "Site\tBeds\tLead\n\t12\tAda"


def test_cells_stand_under_their_head_beside_wide_and_high_ones(extracted):
    content = (
        b"<html><body><table><thead><tr><th rowspan=2></th><th colspan=2>Beds</th>"
        b"<th rowspan='2'>Lead</th></tr><tr><th>2023</th><th>2024</th></tr></thead>"
        b"<tr><td rowspan=9>North</td><td>1</td><td>2</td><td>Ada</td></tr>"
        b"<tr><td colspan=2>3</td><td>Bob</td></tr></table>"
        b"<table><tr><td>Site</td><td colspan=x>Cost</td></tr></table></body></html>"
    )
    lines = extracted(content, "a.html").segments[0].text.split("\n")
    assert [line for line in lines if line] == [
        "\tBeds\t\tLead",
        "\t2023\t2024",
        "North\t1\t2\tAda",
        "\t3\t\tBob",
        "Site\tCost",
    ]


def test_cells_of_any_width_and_height_take_no_long_time():
    begun = process_time()
    high = "<td colspan=9999 rowspan=9999>" + "<td rowspan=9999>" * 50_000
    (found,), _, _ = page(f"<table>{high}{'<tr><td>x' * 50_000}</table>")
    assert process_time() - begun < 10
    assert len(found.text) < 10_000_000


def test_tabs_in_the_source_are_blanks_and_no_columns(extracted):
    content = b"""<html><body>
\t\t<p>One\tword</p>
\t\t<table>
\t\t\t<tr>
\t\t\t\t<td>Site</td>
\t\t\t\t<td>Beds</td>
\t\t\t</tr>
\t\t</table>
\t\t<pre>a\tb</pre></body></html>"""
    (found,) = extracted(content, "a.html").segments
    lines = [line for line in found.text.split("\n") if line]
    assert lines == ["One word", "Site\tBeds", "a\tb"]


def test_what_a_page_never_shows_is_not_read(extracted):
    content = (
        b"<html><body style='display:none'><p>Shown <b hidden>gone</b>here</p>"
        b"<div style='color:red; DISPLAY : none'><h2>Gone</h2><p>gone</p></div>"
        b"<template>gone</template><p style='x-display:none'>and here</p>"
        b"<table><tr><td hidden>gone</td><td>Site</td><td>Beds</td></tr></table>"
        b"<button aria-controls='a b'>Costs</button><p id=b hidden>Licences</p>"
        b"<p hidden=until-found>Found</p></body></html>"
    )
    (found,) = extracted(content, "a.html").segments
    assert (
        found.text.split()
        == "Shown here and here Site Beds Costs Licences Found".split()
    )
    assert "Site\tBeds" in found.text


def test_a_heading_is_what_people_see_of_it(extracted):
    content = (
        b"<html><body><h1>Virtual<br>wards<script>var x</script><b hidden>gone</b></h1>"
        b"<p>Text</p><h2><img src=a alt=Costs></h2><p>More</p><h2> </h2></body></html>"
    )
    found = extracted(content, "a.html")
    assert found.metadata["title"] == "Virtual wards"
    assert [(s.label, s.text.split()) for s in found.segments] == [
        ("Virtual wards", ["Virtual", "wards", "Text"]),
        ("Costs", ["Costs", "More"]),
    ]


def test_buttons_and_fields_are_apart_and_what_stands_for_a_film_is_not_read(extracted):
    content = (
        b"<html><body><p>a<b>b</b>c</p><button>Save</button><button>Cancel</button>"
        b"<textarea>typed</textarea>in<video>Get a newer browser</video></body></html>"
    )
    (found,) = extracted(content, "a.html").segments
    assert found.text.split() == ["abc", "Save", "Cancel", "typed", "in"]


def test_lines_of_code_that_begin_with_a_tab_stay_lines(extracted):
    content = b"<html><body><table><tr><td><pre>if x:\n\ty\n</pre></td></tr></table>"
    (found,) = extracted(content, "a.html").segments
    assert found.text == "if x:\n\ty"


def test_the_lines_of_a_drawing_do_not_count_as_nested_elements(extracted):
    drawing = f"<svg>{'<path d=x />' * 3000}</svg>"
    found = extracted(f"<html><body><h1>Plot</h1>{drawing}</body></html>".encode(), "a")
    assert (found.status, found.segments[0].label) == ("ok", "Plot")


def test_a_script_does_not_count_as_nested_elements(extracted):
    script = "<script>" + "for(;i<n;){}" * 3000 + "</script>"
    found = extracted(f"<html><body><h1>Plot</h1>{script}</body></html>".encode(), "a")
    assert (found.status, found.segments[0].label) == ("ok", "Plot")


@pytest.mark.parametrize("piece", ["<script ", "<script><div>", "<svg>"])
def test_scripts_without_an_end_take_no_long_time(piece):
    begun = process_time()
    page(piece * 200_000)
    assert process_time() - begun < 10
