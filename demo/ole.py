"""A writer of compound files (DOC, PPT, MSG), after MS-CFB version 3."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

SECTOR = 512
MINI_SECTOR = 64
MINI_CUTOFF = 4096
HEADER_FAT_ENTRIES = 109  # a larger file would need DIFAT sectors
FREE = 0xFFFFFFFF
END = 0xFFFFFFFE
FAT_SECTOR = 0xFFFFFFFD
NOTHING = 0xFFFFFFFF
STORAGE, STREAM, ROOT = 1, 2, 5
RED, BLACK = 0, 1


def write(streams: Mapping[str, bytes]) -> bytes:
    """The bytes of a compound file with these streams, keyed by paths ``a/b``.

    Storages are made as the paths need them. ValueError names a path part that is
    empty or longer than 31 characters, a stream that is also a storage, and contents
    beyond about 7 MB.
    """
    root = _tree(streams)
    entries = _entries(root)
    sectors = _Sectors()
    mini = _Sectors(MINI_SECTOR)
    for entry in entries:
        if entry.kind != STREAM:
            continue
        entry.size = len(entry.content)
        small = entry.size < MINI_CUTOFF
        entry.start = (mini if small else sectors).add(entry.content)
    root.size = len(mini.content)
    root.start = sectors.add(bytes(mini.content))
    mini_table = _table(mini.chain)
    mini_start = sectors.add(mini_table)
    directory_start = sectors.add(_directory(entries))
    fat_count, fat_start = _allocate(sectors)
    header = _header(directory_start, mini_start, len(mini_table), fat_start, fat_count)
    fat = _table(sectors.chain)
    return header + bytes(sectors.content) + fat


@dataclass
class _Entry:
    name: str
    kind: int
    content: bytes = b""
    children: dict[str, "_Entry"] = field(default_factory=dict)
    number: int = 0
    left: int = NOTHING
    right: int = NOTHING
    child: int = NOTHING
    colour: int = BLACK
    start: int = END
    size: int = 0


class _Sectors:
    """Contents cut into sectors, and for each sector the one that follows it."""

    def __init__(self, size: int = SECTOR) -> None:
        self.size = size
        self.content = bytearray()
        self.chain: list[int] = []

    def add(self, content: bytes) -> int:
        """The first sector of the content; END where it is empty."""
        if not content:
            return END
        first = len(self.chain)
        count = -(-len(content) // self.size)
        self.content += content.ljust(count * self.size, b"\0")
        self.chain += [first + i + 1 for i in range(count - 1)] + [END]
        return first


def _tree(streams: Mapping[str, bytes]) -> _Entry:
    root = _Entry("Root Entry", ROOT)
    for path, content in streams.items():
        *folders, name = path.split("/")
        here = root
        for folder in folders:
            here = here.children.setdefault(folder, _Entry(folder, STORAGE))
            if here.kind == STREAM:
                raise ValueError(f"{path!r}: {folder!r} is also a stream")
        for part in (*folders, name):
            if not 1 <= len(part) <= 31:
                raise ValueError(f"{path!r}: {part!r} is empty or over 31 characters")
        if name in here.children:
            raise ValueError(f"{path!r}: {name!r} is also a storage")
        here.children[name] = _Entry(name, STREAM, content)
    return root


def _entries(root: _Entry) -> list[_Entry]:
    """All entries by number, each storage's children tied into a search tree."""
    entries = [root]
    for entry in entries:  # grows while it is walked
        ordered = sorted(
            entry.children.values(), key=lambda e: (len(e.name), e.name.upper())
        )
        for child in ordered:
            child.number = len(entries)
            entries.append(child)
        entry.child = _balance(ordered, len(ordered).bit_length() - 1)
    return entries


def _balance(ordered: list[_Entry], depth: int) -> int:
    """The number of the middle entry; the deepest row is red, the others black."""
    if not ordered:
        return NOTHING
    middle = len(ordered) // 2
    top = ordered[middle]
    top.left = _balance(ordered[:middle], depth - 1)
    top.right = _balance(ordered[middle + 1 :], depth - 1)
    top.colour = RED if depth == 0 and len(ordered) == 1 else BLACK
    return top.number


def _directory(entries: list[_Entry]) -> bytes:
    rows = b"".join(_row(entry) for entry in entries)
    unused = struct.pack("<64xHBBIII36xIQ", 0, 0, 0, NOTHING, NOTHING, NOTHING, 0, 0)
    return rows + unused * (-len(entries) % (SECTOR // len(unused)))


def _row(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le") + b"\0\0"
    start = 0 if entry.kind == STORAGE else entry.start
    return struct.pack(
        "<64sHBBIII36xIQ",
        name,
        len(name),
        entry.kind,
        entry.colour,
        entry.left,
        entry.right,
        entry.child,
        start,
        entry.size,
    )


def _table(chain: list[int]) -> bytes:
    padded = chain + [FREE] * (-len(chain) % (SECTOR // 4))
    return struct.pack(f"<{len(padded)}I", *padded)


def _allocate(sectors: _Sectors) -> tuple[int, int]:
    """Room for the allocation table at the end: its sectors and the first of them."""
    used = len(sectors.chain)
    count = 1
    while count * (SECTOR // 4) < used + count:
        count += 1
    if count > HEADER_FAT_ENTRIES:
        raise ValueError(f"{used} sectors: more than a file without DIFAT can hold")
    sectors.chain += [FAT_SECTOR] * count
    return count, used


def _header(
    directory: int, mini_start: int, mini_bytes: int, fat_start: int, fat_count: int
) -> bytes:
    fats = [fat_start + i for i in range(fat_count)]
    fats += [FREE] * (HEADER_FAT_ENTRIES - fat_count)
    return struct.pack(
        f"<8s16x5H6x9I{HEADER_FAT_ENTRIES}I",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        0x3E,  # minor version
        3,  # major version
        0xFFFE,  # little endian
        9,  # 2 ** 9 = SECTOR
        6,  # 2 ** 6 = MINI_SECTOR
        0,  # directory sectors, not counted in version 3
        fat_count,
        directory,
        0,  # transaction signature
        MINI_CUTOFF,
        mini_start,
        mini_bytes // SECTOR,
        END,  # first DIFAT sector
        0,  # DIFAT sectors
        *fats,
    )
