"""What the library holds: its Blueprints and their files, before a word is written.

Organisations are invented, so that nothing is said of a real one; suppliers, products
and standards are real names in neutral sentences. A catalogue reader takes unknown
organisations as open values, so the organisation facet works with them.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Literal

from demo.words import Organisation, Topic, Words

State = Literal["proposed", "in production", "in review", "published"]
Fate = Literal["ok", "truncated", "locked", "blank", "hollow", "scanned", "misnamed"]
BULK_DATE = "2020-10-01"  # a third of the real index carries it
DATES = ((2019, 2025), (1, 12), (1, 28))
GENERAL_TITLES = (
    "{title} at {short}",
    "An initiative to bring {writing} to {short}",
    "Implementing {writing} across {short}",
    "{writing}: lessons from {short}",
    "{title} This is a blueprint on a page only document",
)


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """One file to be made; `origin` is the number of the Blueprint it speaks of.

    Files of one `seed` and `origin` are the same; with `badge` the words are those of
    the origin under the name of another Blueprint's organisation. `draft` is an
    earlier version. `plants` are numbers of findable phrases. `members` are the files
    inside an archive or attached to a mail.
    """

    path: str
    kind: str
    format: str
    seed: str
    origin: int
    fate: Fate = "ok"
    badge: bool = False
    draft: bool = False
    plants: tuple[int, ...] = ()
    members: tuple["PlannedFile", ...] = ()

    @property
    def role(self) -> str:
        """Its place in the Blueprint: core, summary, annex or artefact."""
        return self.kind if self.kind in ("core", "summary", "annex") else "artefact"


@dataclass(frozen=True, slots=True)
class Blueprint:
    """One Blueprint and what is true of it."""

    number: int
    folder: str
    title: str
    topic: Topic
    organisation: Organisation
    writings: tuple[str, ...]  # how this Blueprint writes its technology
    supplier: str
    product: str
    settings: tuple[str, ...]
    pillars: tuple[str, ...]
    published: str  # YYYY-MM-DD or empty
    state: State
    audience: tuple[str, ...]
    on_a_page: bool
    has_yaml: bool
    in_catalogue: bool
    files: tuple[PlannedFile, ...] = ()


def blueprints(words: Words, seed: int, count: int) -> tuple[Blueprint, ...]:
    """That many Blueprints without files; the same for the same seed and count."""
    random = Random(f"{seed} blueprints")
    taken: Counter[str] = Counter()
    made = []
    for number, topic in enumerate(_topics(words, random, count)):
        blueprint = _blueprint(words, random, number, topic)
        taken[blueprint.folder.casefold()] += 1
        again = taken[blueprint.folder.casefold()]
        if again > 1:
            blueprint = replace(blueprint, folder=f"{blueprint.folder} ({again})")
        made.append(blueprint)
    return tuple(made)


def all_files(files: Sequence[PlannedFile]) -> Iterator[tuple[str, PlannedFile]]:
    """Every file with its path, members as ``parent!/member``."""
    for file in files:
        yield file.path, file
        for path, member in all_files(file.members):
            yield f"{file.path}!/{path}", member


def _topics(words: Words, random: Random, count: int) -> list[Topic]:
    """Topics by weight, each at least once where there is room."""
    known = list(words.topics)
    random.shuffle(known)
    weights = [topic.weight for topic in known]
    more = random.choices(known, weights, k=max(0, count - len(known)))
    chosen = (known + more)[:count]
    random.shuffle(chosen)
    return chosen


def _blueprint(words: Words, random: Random, number: int, topic: Topic) -> Blueprint:
    organisation = _organisation(words, random, topic)
    settings = [s for s in topic.settings if s in organisation.settings]
    settings = settings or [random.choice(topic.settings)]
    pillars = topic.pillars[: random.choice((1, 1, 2, 3))]
    supplier, product = random.choice(topic.products)
    on_a_page = random.random() < 0.12
    writings = tuple(
        random.sample(topic.writings, min(random.choice((1, 1, 2, 2, 3)), 3))
    )
    title = _title(random, topic, organisation, writings[0], on_a_page)
    in_catalogue = random.random() > 0.04
    guarded = _state(number) != "published" or bool(_audience(words, number))
    return Blueprint(
        number=number,
        folder=_folder(random, number, title, organisation, writings[0]),
        title=title,
        topic=topic,
        organisation=organisation,
        writings=writings,
        supplier=supplier,
        product=product,
        settings=tuple(settings[: random.choice((1, 1, 1, 2))]),
        pillars=pillars,
        published=_date(random),
        state=_state(number),
        audience=_audience(words, number),
        on_a_page=on_a_page,
        has_yaml=number % 3 == 1 or not in_catalogue or guarded,
        in_catalogue=in_catalogue,
    )


def _organisation(words: Words, random: Random, topic: Topic) -> Organisation:
    wanted = set(topic.settings)
    if "ambulance" in wanted and random.random() < 0.4:  # few have it, some do
        wanted = {"ambulance"}
    fitting = [o for o in words.organisations if set(o.settings) & wanted]
    return random.choice(fitting)


def _title(
    random: Random,
    topic: Topic,
    organisation: Organisation,
    writing: str,
    on_a_page: bool,
) -> str:
    title = random.choice(topic.titles)
    if on_a_page and random.random() < 0.4:
        return GENERAL_TITLES[-1].format(title=title)
    if random.random() < 0.75:
        return title
    short = organisation.name.split(" NHS ")[0]
    pattern = random.choice(GENERAL_TITLES[:-1])
    text = pattern.format(title=title, short=short, writing=writing)
    return text[0].upper() + text[1:] if writing[:2].islower() else text


def _folder(
    random: Random, number: int, title: str, organisation: Organisation, writing: str
) -> str:
    short = " ".join(organisation.name.split()[:2])
    plain = "".join(c for c in title if c.isalnum() or c in " -&+()")[:60].strip()
    patterns = (
        f"{plain} - {short}",
        f"{plain} - {short}",
        f"BP{number + 1:03} {plain}",
        f"{short} {writing}",
        f"{short}_{writing}_Blueprint".replace(" ", "_"),
        plain,
    )
    return " ".join(random.choice(patterns).replace("/", "-").split())


def _date(random: Random) -> str:
    if random.random() < 0.4:
        return BULK_DATE
    if random.random() < 0.05:
        return ""
    year, month, day = (random.randint(*span) for span in DATES)
    return f"{year}-{month:02}-{day:02}"


def _state(number: int) -> State:
    """A few are not published yet, also in a small library."""
    if number % 29 == 2:
        return "in review"
    if number % 37 == 5:
        return "in production"
    return "proposed" if number % 43 == 7 else "published"


def _audience(words: Words, number: int) -> tuple[str, ...]:
    if number % 31 != 3:
        return ()
    labels: list[str] = words.labels["audiences"]
    return (labels[number % len(labels)],)
