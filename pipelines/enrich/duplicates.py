"""Duplicates: the same file, the same text, the same template in many Blueprints."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from rensa import RMinHash, RMinHashLSH  # type: ignore[import-untyped]

from pipelines.bundle import Artefact
from pipelines.enrich.lines import paragraph_hash
from pipelines.enrich.wordlist import plain
from pipelines.records import Record

ALIKE = 0.8  # Jaccard of the shingles: the same document in another version
SHINGLE = 5  # words
LEAST = 20  # words under which a text is too short to be like another
WORDS = 50_000  # of a text that are compared
TEMPLATE = 3  # Blueprints in which a paragraph makes it boilerplate
PERMUTATIONS, BANDS, SEED = 128, 16, 1


@dataclass(frozen=True, slots=True)
class SharedText:
    """What a library's texts have in common.

    `boilerplate` are the hashes of paragraphs that several Blueprints have; `same`
    gives for the digest of a record with near-duplicates the first digest of its
    group.
    """

    boilerplate: frozenset[int] = frozenset()
    same: Mapping[str, str] = field(default_factory=dict)


def copy_of(artefact: Artefact, shared: SharedText) -> str:
    """The same for all copies of a text, another for each other artefact."""
    digest = artefact.record.digest
    return shared.same.get(digest, digest) or artefact.id


def shared_text(records: Iterable[tuple[str, Record]]) -> SharedText:
    """What the records of a library share; each comes with its Blueprint's id.

    One pass: nothing of a record is kept but hashes.
    """
    first: dict[int, str] = {}
    others: dict[int, set[str]] = defaultdict(set)
    sketches: dict[str, RMinHash] = {}
    texts: dict[str, list[str]] = defaultdict(list)
    for blueprint, record in records:
        for number in _paragraphs(record):
            if first.setdefault(number, blueprint) == blueprint:
                continue
            if len(others[number]) < TEMPLATE - 1:
                others[number].add(blueprint)
        if record.digest not in sketches and (words := _words(record)):
            sketches[record.digest] = sketch(words)
            texts[sha256(" ".join(words).encode()).hexdigest()].append(record.digest)
    boilerplate = frozenset(
        n for n, found in others.items() if len(found) >= TEMPLATE - 1
    )
    return SharedText(boilerplate, _groups(sketches, texts.values()))


def sketch(words: list[str]) -> RMinHash:
    """The MinHash of a text's shingles."""
    shifted = (words[n:] for n in range(SHINGLE))
    found = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    found.update(map(" ".join, zip(*shifted, strict=False)))
    return found


def _words(record: Record) -> list[str]:
    """The words of a record in lower case, or none where there are too few."""
    words: list[str] = []
    for segment in record.segments:
        words.extend(plain(segment.text.lower()).split())
        if len(words) > WORDS:
            break
    return words[:WORDS] if len(words) >= LEAST else []


def _paragraphs(record: Record) -> set[int]:
    lines = (line for s in record.segments for line in s.text.split("\n"))
    return {number for line in lines if (number := paragraph_hash(line))}


def _groups(
    sketches: Mapping[str, RMinHash], alike: Iterable[list[str]]
) -> dict[str, str]:
    """The first digest of each group of two and more, by digest."""
    parent = {digest: digest for digest in sketches}
    for group in alike:
        for digest in group[1:]:
            _join(parent, group[0], digest)
    for one, other in _pairs(sketches):
        _join(parent, one, other)
    members: dict[str, list[str]] = defaultdict(list)
    for digest in sketches:
        members[_root(parent, digest)].append(digest)
    return {d: group[0] for group in members.values() if len(group) > 1 for d in group}


def _pairs(sketches: Mapping[str, RMinHash]) -> Iterator[tuple[str, str]]:
    digests = list(sketches)
    lsh = RMinHashLSH(threshold=ALIKE, num_perm=PERMUTATIONS, num_bands=BANDS)
    for n, digest in enumerate(digests):
        for other in lsh.query(sketches[digest]):
            if sketches[digest].jaccard(sketches[digests[other]]) >= ALIKE:
                yield digests[other], digest
        lsh.insert(n, sketches[digest])


def _root(parent: dict[str, str], digest: str) -> str:
    while parent[digest] != digest:
        parent[digest] = parent[parent[digest]]
        digest = parent[digest]
    return digest


def _join(parent: dict[str, str], one: str, other: str) -> None:
    first, second = _root(parent, one), _root(parent, other)
    if first != second:
        parent[second] = first
