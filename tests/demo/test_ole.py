import io

import olefile
import pytest

from demo.ole import write


def read(content: bytes) -> dict[str, bytes]:
    with olefile.OleFileIO(
        io.BytesIO(content), raise_defects=olefile.DEFECT_POTENTIAL
    ) as ole:
        return {"/".join(p): ole.openstream(p).read() for p in ole.listdir()}


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 4095, 4096, 4097, 512 * 140])
def test_a_stream_comes_back(size):
    content = bytes(i % 251 for i in range(size))
    assert read(write({"WordDocument": content})) == {"WordDocument": content}


def test_many_streams_in_nested_storages_come_back():
    streams = {
        f"__attach_{i:02}/s{j}/part": f"{i} {j} ".encode() * (j * 300 + 1)
        for i in range(9)
        for j in range(7)
    } | {"\x05SummaryInformation": b"x" * 5000}
    assert read(write(streams)) == streams


def test_names_are_found_without_case():
    content = write({name: name.encode() for name in ("b", "A", "cc", "Dd", "e")})
    with olefile.OleFileIO(io.BytesIO(content)) as ole:
        assert ole.openstream("CC").read() == b"cc"


@pytest.mark.parametrize(
    ("streams", "named"),
    [
        ({"a//b": b""}, "empty"),
        ({"x" * 32: b""}, "31"),
        ({"a": b"", "a/b": b""}, "also a stream"),
        ({"a/b": b"", "a": b""}, "also a storage"),
        ({"a": bytes(8_000_000)}, "DIFAT"),
    ],
)
def test_what_cannot_be_written_is_named(streams, named):
    with pytest.raises(ValueError, match=named):
        write(streams)
