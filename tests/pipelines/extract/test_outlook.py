import struct

from demo import ole
from pipelines.extract.lzfu import unpacked
from tests.pipelines.extract.compounds import message

SUBJECT, SENDER, TO, BODY = 0x0037, 0x0C1A, 0x0E04, 0x1000
DATA, NAME = 0x3701, 0x3707
# {\rtf1 ...}, the example of the specification MS-OXRTFCP.
PACKED = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a00726370673132354232"
    "0af32068656c090020627705b06c647d0a800fa0"
)


def attachment(number, folder="", **streams):
    at = f"{folder}__attach_version1.0_#{number:08X}/"
    return {
        f"{at}__properties_version1.0": bytes(8),
        **{f"{at}__substg1.0_{tag}": value for tag, value in streams.items()},
    }


def test_headers_text_and_attachments(extracted):
    streams = message({SUBJECT: "Go-live", SENDER: "Office", TO: "Board", BODY: "Café"})
    name = {"3707001F": "plan.txt".encode("utf-16-le"), "37010102": b"the plan"}
    found = extracted(ole.write({**streams, **attachment(0, **name)}), "a.msg")
    assert found.status == "ok"
    (segment,) = found.segments
    assert (segment.kind, segment.number, segment.label) == ("message", 1, "Go-live")
    assert segment.text == "Subject: Go-live\nFrom: Office\nTo: Board\n\nCafé"
    assert [(c.name, c.content) for c in found.children] == [("plan.txt", b"the plan")]


def test_old_strings_are_in_the_code_page_of_the_message(extracted):
    streams = message({SUBJECT: "Привет".encode("cp1251"), BODY: b"x"}, page=1251)
    assert extracted(ole.write(streams), "a.msg").metadata["title"] == "Привет"


def test_a_code_page_that_only_mails_have_is_known(extracted):
    streams = message({SUBJECT: "本稼働".encode("iso2022_jp"), BODY: b"x"}, page=50220)
    assert extracted(ole.write(streams), "a.msg").metadata["title"] == "本稼働"


def test_html_and_packed_text_stand_in_for_plain_text(extracted):
    streams = message({SUBJECT: "s"})
    marked = {**streams, "__substg1.0_10130102": b"<p>marked &amp; good</p>"}
    assert "marked & good" in extracted(ole.write(marked), "a.msg").segments[0].text
    packed = {**streams, "__substg1.0_10090102": PACKED}
    assert "hello world" in extracted(ole.write(packed), "a.msg").segments[0].text


def test_packed_text_that_breaks_off_gives_what_it_has():
    assert unpacked(PACKED) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert unpacked(PACKED[:40]).startswith(b"{\\rtf1\\ansi\\ansicpg1252\\pard hel")
    assert unpacked(b"") == unpacked(b"x" * 99) == b""
    stored = struct.pack("<III4x", 17, 5, 0x414C454D) + b"{\\rtf}"
    assert unpacked(stored) == b"{\\rtf"


def test_mails_inside_are_mails_and_always_the_same(extracted):
    inside = "__attach_version1.0_#00000000/__substg1.0_3701000D/"
    inner = message({SUBJECT: "Inner / mail", BODY: "inner words"}, inside)
    name = {"3707001F": "file.txt".encode("utf-16-le"), "37010102": b"attached"}
    content = ole.write(
        {
            **message({SUBJECT: "Outer", BODY: "outer words"}),
            **attachment(0),
            **inner,
            **attachment(0, inside, **name),
        }
    )
    found = extracted(content, "a.msg")
    (child,) = found.children
    assert child.name == "Inner - mail.eml"
    assert child == extracted(content, "a.msg").children[0]
    below = extracted(child.content, child.name)
    assert "inner words" in below.segments[0].text
    assert below.metadata["title"] == "Inner / mail"
    assert [(c.name, c.content) for c in below.children] == [("file.txt", b"attached")]


def test_damage_is_told(extracted):
    whole = ole.write(message({SUBJECT: "s", BODY: "words " * 3000}))
    assert extracted(whole[:600], "a.msg").status == "corrupt"
    assert extracted(whole[:9000], "a.msg").status in ("ok", "empty", "corrupt")
