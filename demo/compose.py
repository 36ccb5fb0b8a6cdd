"""From a planned file to the paper it will be: sentences, lists and tables."""

from dataclasses import replace
from random import Random

from demo.paper import Paper, Part
from demo.plan import Blueprint, PlannedFile
from demo.sentences import Voice, capital
from demo.speech import voice
from demo.words import Kind, Passage, Table, Words


def compose(
    words: Words, file: PlannedFile, holder: Blueprint, origin: Blueprint
) -> Paper:
    """What the file says; a badge puts the holder's name on the origin's words."""
    random = Random(file.seed)
    if file.badge:
        origin = replace(origin, organisation=holder.organisation)
    speaker = voice(words, origin, random)
    kind = words.kinds[file.kind]
    slides = file.format in ("pptx", "ppt", "odp")
    paper = Paper(
        title=capital(speaker.fill(kind.title)),
        kind=kind.label,
        organisation=origin.organisation.name,
        author=speaker.fill("{role}"),
        date=_date(random, origin.published),
        parts=tuple(_parts(words, speaker, kind, slides)),
    )
    if file.fate == "hollow":
        return replace(paper, title="", parts=())
    if file.draft:
        paper = _older(random, speaker, paper)
    for number in file.plants:
        sentence = words.labels["planted"]["sentences"].splitlines()[number % 12]
        planted = sentence.format(phrase=phrase(words, number))
        notes = slides and number % 2 == 0
        paper = _planted(Random(f"{file.seed} {number}"), paper, planted, notes)
    return paper


def phrase(words: Words, number: int) -> str:
    """The findable phrase of that number, of which no other has the same words."""
    random = Random(f"phrase {number}")
    planted = words.labels["planted"]
    names = (random.choice(planted[k]) for k in ("colours", "animals", "nouns"))
    return f"{' '.join(names)} {number}"


def _date(random: Random, published: str) -> str:
    """A day in the two years before the Blueprint was published."""
    year = int((published or "2021")[:4]) - random.choice((0, 1, 1, 2))
    return f"{year}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"


def _parts(words: Words, speaker: Voice, kind: Kind, slides: bool) -> list[Part]:
    parts = [_part(words, speaker, p, kind, slides) for p in kind.passages]
    if kind.boilerplate:
        note = Part("How to use this document", paragraphs=kind.boilerplate)
        parts.insert(0, note)
    return parts


def _part(
    words: Words, speaker: Voice, passage: Passage, kind: Kind, slides: bool
) -> Part:
    random = speaker.random
    section = passage.section
    if passage.shape in words.tables:
        return _table_part(speaker, passage, words.tables[passage.shape], kind, slides)
    if passage.shape == "text" and not slides:
        paragraphs = [
            " ".join(speaker.sentences(section, random.randint(3, 7)))
            for _ in range(max(1, round(random.randint(1, 4) * kind.size)))
        ]
        return Part(passage.heading, paragraphs=tuple(paragraphs))
    steps = passage.shape == "steps"
    count = random.randint(3, 6) if slides else random.randint(4, 9)
    if steps or random.random() < 0.3:
        clauses = random.sample(
            speaker.words[section], min(count, len(speaker.words[section]))
        )
        bullets = [capital(speaker.fill(clause)) for clause in clauses]
    else:
        bullets = speaker.sentences(section, count)
    notes = " ".join(speaker.sentences(section, random.randint(1, 4))) if slides else ""
    return Part(passage.heading, bullets=tuple(bullets), numbered=steps, notes=notes)


def _table_part(
    speaker: Voice, passage: Passage, table: Table, kind: Kind, slides: bool
) -> Part:
    most = table.most if kind.family == "sheet" and not slides else 12
    least = min(table.least, most)
    rows = [
        tuple(
            capital(speaker.fill(cell.replace("{nn}", f"{number:03}")))
            for cell in table.cells
        )
        for number in range(1, speaker.random.randint(least, most) + 1)
    ]
    intro = ""
    if kind.family != "sheet":
        intro = speaker.sentence(passage.section)
    return Part(
        passage.heading,
        paragraphs=(intro,) if intro else (),
        table=(table.headers, *rows),
    )


def _older(random: Random, speaker: Voice, paper: Paper) -> Paper:
    """The same paper with a few words otherwise, as an earlier version has them."""
    parts = []
    for part in paper.parts:
        paragraphs, table = list(part.paragraphs), list(part.table)
        if paragraphs and random.random() < 0.4:
            cut = paragraphs[-1].split(". ")
            paragraphs[-1] = ". ".join(cut[:-1] or cut)
        if len(table) > 3 and random.random() < 0.6:
            del table[random.randrange(1, len(table))]
        parts.append(replace(part, paragraphs=tuple(paragraphs), table=tuple(table)))
    return replace(paper, parts=tuple(parts), author=speaker.fill("{role}"))


def _planted(random: Random, paper: Paper, sentence: str, notes: bool) -> Paper:
    """The paper with that sentence somewhere in it."""
    parts = list(paper.parts)
    place = random.randrange(len(parts))
    part = parts[place]
    if notes:
        part = replace(part, notes=f"{part.notes} {sentence}".strip())
    elif part.paragraphs:
        paragraphs = list(part.paragraphs)
        chosen = random.randrange(len(paragraphs))
        paragraphs[chosen] = f"{paragraphs[chosen]} {sentence}"
        part = replace(part, paragraphs=tuple(paragraphs))
    elif part.bullets:
        at = random.randrange(len(part.bullets) + 1)
        bullets = (*part.bullets[:at], sentence, *part.bullets[at:])
        part = replace(part, bullets=bullets)
    else:
        table = list(part.table)
        row = random.randrange(1, len(table))
        table[row] = (*table[row][:-1], sentence)
        part = replace(part, table=tuple(table))
    parts[place] = part
    return replace(paper, parts=tuple(parts))
