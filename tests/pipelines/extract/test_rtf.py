import pytest

HEAD = rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}{\f1\fcharset204 Cyr;}}"


def text_of(extracted, body):
    return extracted(HEAD + body + b"}", "a.rtf").segments[0].text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (rb"One\par two\line three", "One\ntwo\nthree"),
        (rb"as {\b\deleted it was }{\revised it is}", "as it is"),
        (
            rb"one{\v  gone} two\v  gone\v0  three\v  x\plain  four",
            "one two three four",
        ),
        (rb"caf\'e9 \'a35 \{x\}\~y", "café £5 {x} y"),
        (rb"caf\u233?s \u8217\'92t", "cafés 't"),
        (rb"{\uc2 \u233 ab}c", "éc"),
        (rb"\u-10179?\u-8704?", "\U0001f600"),
        (rb"{\f1 \'cf\'f0\'e8} caf\'e9", "При café"),
        (rb"A\cell B\cell\row C", "A\tB\nC"),
        (rb"{\field{\*\fldinst HYPERLINK x}{\fldrslt the link}}", "the link"),
        (rb"{\pict\pngblip 89504e47}{\*\unknown gone}words", "words"),
        (rb"{\pict\bin9 }}}}}}}}}}words", "words"),
        (rb"{\shp{\*\shpinst{\sp x}{\shptxt in the box}}}", "in the box"),
        (b"one\r\ntwo", "onetwo"),
        (b"one\\\r\ntwo\\\nthree", "one\ntwo\nthree"),
        (rb"left\column right", "left\nright"),
        (rb"here {\mvf\mvfauth1 it was}{\mvt it is}", "here it is"),
        (
            rb"ward{\*\atnid A}\chatn{\*\annotation\chatn{\*\atnref 1}which?} plan",
            "ward which? plan",
        ),
        (rb"ward{\footnote{\super\chftn}a note} plan", "ward a note plan"),
    ],
)
def test_tokens(extracted, body, text):
    if b"shpinst" in body:
        assert text in text_of(extracted, body)
    else:
        assert text_of(extracted, body) == text


def test_pages_headers_and_metadata(extracted):
    body = (
        rb"{\info{\title Caf\'e9 plan}{\author Team}{\creatim\yr2023\mo4\dy5\hr9}"
        rb"{\company Gone}}{\header Draft\par}one\page two"
    )
    found = extracted(HEAD + body + b"}", "a.rtf")
    assert [(s.label, s.text) for s in found.segments] == [
        ("page 1", "one"),
        ("page 2", "two"),
        ("headers and footers", "Draft"),
    ]
    assert found.metadata["title"] == "Café plan"
    assert found.metadata["author"] == "Team"
    assert found.metadata["created"] == "2023-04-05"


def test_headers_stay_apart_though_no_paragraph_ends_in_them(extracted):
    body = rb"{\headerl Draft}{\headerr Ward plan}{\footer Draft}text"
    found = extracted(HEAD + body + b"}", "a.rtf").segments[1]
    assert (found.label, found.text) == ("headers and footers", "Draft\nWard plan")


def test_a_cut_file_gives_what_it_has(extracted):
    found = extracted(HEAD + rb"{\b bold words", "a.rtf")
    assert (found.status, found.reason) == ("partial", "breaks off before its end")
    assert found.segments[0].text == "bold words"


def test_endless_groups_end(extracted):
    assert extracted(HEAD + b"{" * 200_000, "a.rtf").status == "corrupt"
    assert extracted(HEAD + b"}" * 200_000, "a.rtf").status == "empty"
