import base64
from email.header import Header
from email.message import EmailMessage
from email.mime.text import MIMEText

import pytest

from pipelines.extract.file import Limits


def letter(body="Dear all,\nthe ward is ready.", subject="Go-live"):
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = '"Project Office" <office@trust.example>'
    message["To"] = "board@trust.example"
    message["Date"] = "Wed, 05 Apr 2023 09:00:00 +0100"
    message.set_content(body)
    return message


def test_headers_text_and_metadata(extracted):
    found = extracted(letter().as_bytes(), "a.eml")
    assert found.status == "ok"
    (segment,) = found.segments
    assert (segment.kind, segment.number, segment.label) == ("message", 1, "Go-live")
    assert "Subject: Go-live\nFrom: " in segment.text
    assert "the ward is ready" in segment.text
    assert found.metadata["title"] == "Go-live"
    assert found.metadata["author"] == "Project Office"
    assert found.metadata["created"] == "2023-04-05"


def test_plain_text_is_preferred_to_html(extracted):
    message = letter("plain words")
    message.add_alternative("<p>marked words</p>", subtype="html")
    assert "marked" not in extracted(message.as_bytes(), "a.eml").segments[0].text


def test_html_alone_is_read_as_text(extracted):
    message = letter()
    message.set_content("<style>x{}</style><p>marked &amp; good</p>", subtype="html")
    text = extracted(message.as_bytes(), "a.eml").segments[0].text
    assert "marked & good" in text
    assert "x{}" not in text


def test_attachments_and_inner_mails_are_children(extracted):
    message = letter()
    message.add_attachment(b"%PDF-", maintype="application", subtype="pdf")
    message.add_attachment("rows", filename="../table.csv")
    message.add_attachment(letter("inner words", "Fwd: plan"))
    found = extracted(message.as_bytes(), "a.eml")
    names = [child.name for child in found.children]
    assert names == ["part 1", "table.csv", "Fwd: plan.eml"]
    assert "inner words" not in found.segments[0].text
    inner = extracted(found.children[2].content, "Fwd: plan.eml")
    assert "inner words" in inner.segments[0].text


def test_broken_headers_and_charsets_do_not_stop_the_text(extracted):
    content = (
        b"From: caf\xe9 <a@b.example>\r\nSubject: =?no-such?B?w6k=?= =?utf-8?Q?=C3=A9?="
        b"\r\nDate: yesterday\r\nMessage-ID: <1@x>\r\n"
        b"Content-Type: text/plain; charset=no-such-charset\r\n\r\nprice \xa3100\r\n"
    )
    found = extracted(content, "a.eml")
    assert found.status == "ok"
    assert "From: café" in found.segments[0].text
    assert "price £100" in found.segments[0].text
    assert "created" not in found.metadata


def test_a_sealed_mail_keeps_its_headers(extracted):
    content = letter().as_bytes().replace(b"text/plain", b"application/pkcs7-mime")
    found = extracted(content, "a.eml")
    assert (found.status, found.reason) == ("partial", "the text is encrypted")
    assert "Go-live" in found.segments[0].text


def test_attachments_beyond_the_limit_are_told(extracted):
    message = letter()
    message.add_attachment(bytes(99), maintype="a", subtype="b", filename="big.bin")
    found = extracted(message.as_bytes(), "a.eml", Limits(part_bytes=10))
    assert (found.status, found.children) == ("partial", ())
    assert "big.bin: 99 bytes" in found.reason


def test_endless_nesting_of_parts_ends(extracted):
    head = b"From: a@b.example\nSubject: deep\nDate: x\n"
    deep = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i)
        for i in range(3000)
    )
    assert extracted(head + deep, "deep.eml").status in ("ok", "corrupt")


def test_a_cut_mail_gives_what_it_has(extracted):
    message = letter()
    message.add_attachment(b"x" * 9999, maintype="a", subtype="b", filename="a.bin")
    found = extracted(message.as_bytes()[:900], "a.eml")
    assert "the ward is ready" in found.segments[0].text


def test_a_footer_in_plain_text_does_not_hide_what_is_written_in_html(extracted):
    message = letter()
    message.set_content("<p>The ward is ready</p>", subtype="html")
    message.make_mixed()
    footer = MIMEText("This message is confidential")
    message.attach(footer)
    text = extracted(message.as_bytes(), "a.eml").segments[0].text
    assert text.endswith("The ward is ready\n\nThis message is confidential")


def test_html_with_a_picture_is_another_form_of_the_plain_text(extracted):
    message = letter("plain words")
    message.add_alternative("<p>marked words</p>", subtype="html")
    marked = message.get_payload()[1]
    marked.add_related(b"GIF89a", maintype="image", subtype="gif", cid="<x>")
    found = extracted(message.as_bytes(), "a.eml")
    assert "plain words" in found.segments[0].text
    assert "marked" not in found.segments[0].text


@pytest.mark.parametrize("before", [b"\xef\xbb\xbf", b"\r\n\r\n"])
def test_what_an_editor_puts_before_the_headers_hides_none(extracted, before):
    found = extracted(before + letter().as_bytes(), "a.eml")
    assert found.metadata["title"] == "Go-live"
    assert found.segments[0].text.endswith("the ward is ready.")


def test_the_date_of_a_clock_that_was_not_set_is_none(extracted):
    message = letter()
    message.replace_header("Date", "Thu, 01 Jan 1970 00:00:00 +0000")
    found = extracted(message.as_bytes(), "a.eml")
    assert "created" not in found.metadata
    assert "Date: Thu, 01 Jan 1970" in found.segments[0].text


@pytest.mark.parametrize("charset", ["iso-2022-jp", "utf-7", "shift_jis", "euc-jp"])
@pytest.mark.parametrize("subtype", ["plain", "html"])
def test_text_and_subject_are_decoded_as_declared(extracted, charset, subtype):
    message = MIMEText("病棟は準備できました", subtype, charset)
    message["Subject"] = Header("本稼働", charset)
    message["From"] = "a@trust.example"
    message["Date"] = "Wed, 05 Apr 2023 10:30:00 +0100"
    found = extracted(message.as_bytes(), "a.eml")
    assert found.metadata["title"] == "本稼働"
    assert found.segments[0].text.endswith("病棟は準備できました")


def test_a_charset_that_is_none_loses_no_mail(extracted):
    content = letter("Gr\xfc\xdfe from the ward.").as_bytes()
    content = content.replace(b'charset="utf-8"', b'charset="utf-8\0"')
    content = content.replace(b"quoted-printable", b"8bit").replace(
        b"Gr=C3=BC=C3=9Fe", "Grüße".encode()
    )
    found = extracted(content, "a.eml")
    assert found.status == "ok"
    assert "Grüße from the ward." in found.segments[0].text


HEAD = b"From: a@b.example\nSubject: Go-live\nDate: x\nMIME-Version: 1.0\n"


@pytest.mark.parametrize(
    ("kind", "name"), [(b"text/calendar", "part 1.ics"), (b"application/pdf", "part 1")]
)
def test_a_mail_that_is_nothing_but_a_file_has_it_as_child(extracted, kind, name):
    found = extracted(HEAD + b"Content-Type: " + kind + b"\n\nBEGIN", "a.eml")
    assert found.status == "ok"
    assert [(c.name, c.content) for c in found.children] == [(name, b"BEGIN")]


@pytest.mark.parametrize("boundary", [b"", b"; boundary=other"])
def test_parts_that_cannot_be_told_apart_are_read_as_text(extracted, boundary):
    kind = b"Content-Type: multipart/mixed" + boundary
    found = extracted(HEAD + kind + b"\n\n--B\n\nThe ward is ready\n--B--", "a.eml")
    assert (found.status, found.reason) == ("partial", "its parts are not told apart")
    assert "The ward is ready" in found.segments[0].text


def test_a_mail_inside_a_mail_may_be_packed(extracted):
    kind = b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64"
    inner = base64.b64encode(letter("inner words").as_bytes())
    found = extracted(HEAD + kind + b"\n\n" + inner, "a.eml")
    assert [child.name for child in found.children] == ["Go-live.eml"]
    assert b"inner words" in found.children[0].content
