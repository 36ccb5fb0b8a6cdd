"""Which terms a cell names: several in one cell, near-twins, renamed organisations."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from mappings.taxonomy import Taxonomy, Term, fold
from pipelines.catalogue.said import LATER, NOTHING, slug

HARD = re.compile(r"\s*[;\n|•]\s*")  # always between two values
SOFT = re.compile(r"\s*,\s*|\s*/\s*")  # also inside of names
AND = re.compile(r"\s+(?:and|&)\s+")
JOIN = re.compile(rf"{AND.pattern}|\s*/\s*")
JOINED = 8  # pieces between commas and slashes that one name may have
NEAR = 0.9  # of difflib: a letter wrong in ten
SHORTEST = 6  # letters a name needs to be read in spite of a slip
FORMER = re.compile(
    r"\s*[(\[,]?\s*\b(?:previously|formerly|prev\.)(?!\w):?\s*"
    r"(?:known as\s+)?(?P<name>[^)\]]+)[)\]]?\s*$",
    re.I,
)
BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]")
# How a name ends that stands for itself, so that a comma after it parts two names.
ENDS = re.compile(
    r"\b(trust|ft|board|icb|ics|federation|network|pcn|partnership|alliance|council"
    r"|collaborative|university|hospitals?|centre|ltd|limited|plc|inc|service)$",
    re.I,
)
COMPANY = re.compile(r"^(ltd|limited|plc|inc|llp|uk|gmbh)\.?$", re.I)


@dataclass(slots=True)
class Named:
    """The terms a cell names, in its order.

    `labels` has the written name of each id that no taxonomy knows.
    """

    ids: list[str] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)

    def add(self, term_id: str) -> None:
        """The id, once."""
        if term_id not in self.ids:
            self.ids.append(term_id)


def name_terms(text: str, taxonomy: Taxonomy) -> Named:
    """The terms of a closed list that `text` names."""
    named = Named()
    for part in HARD.split(text):
        if fold(part) in NOTHING:
            continue
        for piece, _ in _pieces(part, taxonomy, SOFT):
            terms = [term for _, term in _pieces(piece, taxonomy, AND)]
            if all(terms):
                for term in filter(None, terms):
                    named.add(term.id)
            elif fold(piece) not in NOTHING:
                named.unknown.append(piece)
    return named


def nearest(piece: str, taxonomy: Taxonomy) -> Term | None:
    """The one term with a name that is only a slip of the pen away."""
    if len(fold(piece)) < SHORTEST:
        return None
    names = get_close_matches(fold(piece), taxonomy.by_name, n=3, cutoff=NEAR)
    terms = {taxonomy.by_name[name].id: taxonomy.by_name[name] for name in names}
    return next(iter(terms.values())) if len(terms) == 1 else None


def name_bodies(
    text: str, taxonomy: Taxonomy | None, now: Mapping[str, str] | None = None
) -> Named:
    """The organisations or suppliers that `text` names, those of no taxonomy too.

    `now` has the present name by the folded former one.
    """
    named = Named()
    for part in HARD.split(text):
        for written in _bodies(part, taxonomy):
            if fold(written) in NOTHING | LATER:
                continue
            term = _resolve(written, taxonomy)
            name = present_name(written)
            name = (now or {}).get(fold(name), name)
            term = term or _resolve(name, taxonomy)
            if term:
                named.add(term.id)
            elif id_ := slug(name):
                named.add(id_)
                named.labels[id_] = name
            else:
                named.unknown.append(written)
    return named


def former_names(text: str) -> Iterator[tuple[str, str]]:
    """Pairs of former and present name, where a cell says "X (previously Y)"."""
    for part in HARD.split(text):
        if found := FORMER.search(part):
            yield present_name(found["name"]), present_name(part)


def present_name(written: str) -> str:
    """A body's name without a former one, "The" and "NHS FT" for the long form."""
    name = FORMER.sub("", written).strip(" .,")
    name = re.sub(r"\bNHS\s+F\.?T\b\.?", "NHS Foundation Trust", name)
    return re.sub(r"^the\s+", "", name, flags=re.I)


def _pieces(
    part: str, taxonomy: Taxonomy | None, cut: re.Pattern[str]
) -> Iterator[tuple[str, Term | None]]:
    """`part` cut where that stands, the longest pieces that are names first."""
    if term := _resolve(part, taxonomy):
        yield part, term
        return
    cuts = [m.span() for m in cut.finditer(part) if not _bracketed(part, m.start())]
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(part)]
    at = 0
    while at < len(starts):
        for last in range(min(len(ends), at + JOINED) - 1, at - 1, -1):
            piece = part[starts[at] : ends[last]].strip()
            term = _resolve(piece, taxonomy)
            if term or last == at:
                yield piece, term
                at = last + 1
                break


def _bodies(part: str, taxonomy: Taxonomy | None) -> list[str]:
    """Names of bodies in `part`: a comma parts them only where both stand alone, "and"
    or a slash only where the list has both.
    """
    if _resolve(part, taxonomy):
        return [part]
    part = FORMER.sub("", part)
    parts = re.split(r"\s*,\s*|\s+/\s+", part)
    bodies: list[str] = []
    for piece in (half for written in parts for half in _halves(written, taxonomy)):
        alone = bodies and not COMPANY.match(piece) and _stands(piece, taxonomy)
        if bodies and not (alone and _stands(bodies[-1], taxonomy)):
            bodies[-1] = f"{bodies[-1]}, {piece}"
        else:
            bodies.append(piece)
    return bodies


def _halves(name: str, taxonomy: Taxonomy | None) -> list[str]:
    """The names that "and" or a slash joins, if the list has all of them."""
    halves = list(_pieces(name, taxonomy, JOIN))
    return [half for half, _ in halves] if all(t for _, t in halves) else [name]


def _stands(name: str, taxonomy: Taxonomy | None) -> bool:
    return bool(ENDS.search(name) or _resolve(name, taxonomy))


def _resolve(written: str, taxonomy: Taxonomy | None) -> Term | None:
    if taxonomy is None:
        return None
    former = FORMER.search(written)
    forms = [written, BRACKETS.sub("", written), present_name(written)]
    forms += [former["name"]] if former else []
    forms += re.findall(r"\(([^)]+)\)$", written)
    for form in forms:
        if term := taxonomy.resolve(form):
            return term
    return None


def _bracketed(text: str, at: int) -> bool:
    return text.count("(", 0, at) > text.count(")", 0, at)
