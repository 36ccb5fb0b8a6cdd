"""What was said, understood: from written cells to Metadata."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import cast, get_args

from indexer.documents import EVERYONE
from mappings.load import Mappings
from mappings.taxonomy import Taxonomy, fold
from pipelines.bundle import Given, Metadata, Problem, State
from pipelines.catalogue.columns import PLACES
from pipelines.catalogue.dates import read_date
from pipelines.catalogue.names import Named, name_bodies, name_terms, nearest
from pipelines.catalogue.said import (
    CLOSED,
    ERRORS,
    LATER,
    SLIPPED,
    Said,
    slug,
    text_of,
)
from pipelines.catalogue.titles import ON_A_PAGE, bare_title

# Fields of Metadata that hold one value.
OWN_FIELDS = ("title", "summary", "link", "published", "state", "audience")
OPEN_TO_ALL = frozenset(
    ("everyone", "all", "public", "open", "all members", "anyone", "everybody", "any")
)
NOBODY = frozenset(("none", "nil"))  # of another field these say nothing
LABELS = re.compile(r"\s*[;,\n|]\s*")
# The programme's project types name technologies too, and people mix the columns.
KIN = {"project_type": "technology", "technology": "project_type"}


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads statements; `now` has the present name by an organisation's former one."""

    mappings: Mappings
    today: date
    now: Mapping[str, str] = field(default_factory=dict)

    def taxonomy(self, name: str) -> Taxonomy | None:
        """The list of a field's values; None where the schema has no such field."""
        for found in self.mappings.schema.keywords:
            if found.name == name and found.taxonomy:
                return self.mappings.taxonomies.get(found.taxonomy)
        return None


def understand(
    reader: Reader, said: Iterable[Said], base: Metadata, source: str
) -> tuple[Metadata, list[Problem]]:
    """`base` with what `source` said over it, field by field, and the problems.

    What was not understood leaves the field of `base` as it is. Of several values for
    a field that holds one the first stays, but for one that opens the Blueprint to all.
    """
    metadata, problems = base, list[Problem]()
    values: dict[str, dict[str, Given]] = {}
    implied: dict[str, dict[str, Given]] = {}
    labels = {name: dict(known) for name, known in base.labels.items()}
    heard: set[str] = set()
    for one in _telling(said, problems):
        if one.field in OWN_FIELDS:
            told = _own(reader, one, metadata, problems)
            if one.field not in heard or _is_open(one.field, metadata):
                heard |= {one.field} if told is not metadata else set()
                metadata = told
            elif told != metadata and one.cells != SLIPPED:  # which is told already
                detail = "a second value for this field, not used"
                problems.append(one.problem(one.text, detail))
            continue
        for name, named in _named(reader, one, problems):
            place = values if name == one.field else implied
            given = {i: Given(i, source) for i in named.ids}
            place.setdefault(name, {}).update(given)
            labels.setdefault(name, {}).update(named.labels)
    implied |= _marked(reader, metadata.title, source)
    values = {**implied, **values}
    return replace(
        metadata,
        title=bare_title(metadata.title),
        values={
            **base.values,
            **{name: tuple(given.values()) for name, given in values.items() if given},
        },
        labels={name: known for name, known in labels.items() if known},
    ), problems


def _telling(said: Iterable[Said], problems: list[Problem]) -> Iterator[Said]:
    """What of it says something of the Blueprint; an open question closes it."""
    for one in said:
        if one.field == "audience" and {fold(text_of(c)) for c in one.cells} & NOBODY:
            problems.append(one.problem(one.cells[0], "read as nobody"))
            yield replace(one, cells=(CLOSED["audience"],))
        elif not one.text or one.field in PLACES:
            continue
        elif one.text in ERRORS or fold(one.text) in LATER | {""}:  # as of "?"
            problems.append(one.problem(one.text, "still to be filled in"))
            if one.field in CLOSED:
                yield replace(one, cells=(CLOSED[one.field],))
        else:
            yield one


def _is_open(field: str, metadata: Metadata) -> bool:
    """Whether what it has in that field lets everybody see the Blueprint."""
    match field:
        case "state":
            return metadata.state == "published"
        case "audience":
            return metadata.audience == (EVERYONE,)
    return False


def _own(
    reader: Reader, said: Said, metadata: Metadata, problems: list[Problem]
) -> Metadata:
    """`metadata` with one of its own fields as said."""
    match said.field:
        case "title":
            return replace(metadata, title=" ".join(said.text.split()))
        case "summary":
            return replace(metadata, summary=" ".join(said.text.split()))
        case "link":
            if re.match(r"https?://\S+$", said.text):
                return replace(metadata, link=said.text)
            problems.append(said.problem(said.text, "not a web address"))
        case "published":
            try:
                day = read_date(said.cells[0], reader.today)
                return replace(metadata, published=day)
            except ValueError as error:
                problems.append(said.problem(said.cells[0], str(error)))
        case "state":
            return replace(metadata, state=_state(reader, said, problems))
        case "audience":
            return replace(metadata, audience=_audience(said, problems))
    return metadata


def _state(reader: Reader, said: Said, problems: list[Problem]) -> State:
    """The lifecycle state; an unknown one is not taken for published."""
    taxonomy = reader.taxonomy("state")
    term = taxonomy.resolve(said.text) if taxonomy else None
    if term and term.id in get_args(State):
        return cast(State, term.id)
    detail = "unknown state, treated as in review"
    problems.append(said.problem(said.text, detail))
    return "in-review"


def _audience(said: Said, problems: list[Problem]) -> tuple[str, ...]:
    """Who may see it; everyone only where nobody else is named, as in an exception."""
    labels = [slug(label) for label in LABELS.split(said.text)]
    named = [n for n in labels if n and n.replace("-", " ") not in OPEN_TO_ALL]
    if not named:
        return (EVERYONE,)
    if len(named) < len(list(filter(None, labels))):
        detail = "everyone and others: read without everyone"
        problems.append(said.problem(said.text, detail))
    return tuple(dict.fromkeys(named))


def _named(
    reader: Reader, said: Said, problems: list[Problem]
) -> list[tuple[str, Named]]:
    """The terms by field: the field's own, and those of its kin."""
    taxonomy = reader.taxonomy(said.field)
    field = reader.mappings.schema.field(said.field)
    if field.open:
        bodies = name_bodies(said.text, taxonomy, reader.now)
        problems += [said.problem(w, "names nobody") for w in bodies.unknown]
        return [(said.field, bodies)]
    if taxonomy is None:
        return []
    named = name_terms(said.text, taxonomy)
    found = [(said.field, named)]
    unknown = named.unknown
    if kin := reader.taxonomy(KIN.get(said.field, "")):
        all_of_it = said.field == "project_type"
        other = name_terms(said.text if all_of_it else "\n".join(unknown), kin)
        found.append((KIN[said.field], other))
        unknown = [written for written in unknown if written in other.unknown]
    for written in unknown:
        detail = f"not in the list {field.label}"
        if term := nearest(written, taxonomy):
            named.add(term.id)
            detail += f", read as {term.label}"
        problems.append(said.problem(written, detail))
    return found


def _marked(reader: Reader, title: str, source: str) -> dict[str, dict[str, Given]]:
    """The Blueprint type that stands as a marker at the end of a title."""
    taxonomy = reader.taxonomy("blueprint_type")
    term = taxonomy.resolve(ON_A_PAGE) if taxonomy else None
    if not term or title == bare_title(title):
        return {}
    return {"blueprint_type": {term.id: Given(term.id, source)}}
