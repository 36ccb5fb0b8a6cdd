"""The files of one Blueprint: kinds, formats, names, folders, drafts and members."""

import re
from collections import Counter
from dataclasses import replace

from demo.plan import Blueprint, PlannedFile
from demo.sentences import Voice
from demo.words import Kind, Words

NOT_INSIDE = {"archive", "mail", "core"}
DRAFT_MARKS = (" v0.1", " DRAFT", " v0.9 comments", " (old)")


def files_of(
    words: Words, seed: int, blueprint: Blueprint, speaker: Voice
) -> tuple[PlannedFile, ...]:
    """The Blueprint's own files; `speaker` has its words and its random numbers."""
    random = speaker.random
    maker = _Maker(words, f"{seed} {blueprint.number}", blueprint.number, speaker)
    kinds = ["summary"] if blueprint.on_a_page else ["core", "summary", "annex"]
    count = random.randint(1, 5) if blueprint.on_a_page else random.randint(6, 21)
    weights = [kind.weight for kind in words.kinds.values()]
    kinds += random.choices(list(words.kinds), weights, k=count)
    files = [maker.file(words.kinds[key]) for key in kinds]
    drafts = [
        maker.draft(file)
        for file in files
        if random.random() < 0.05 and not file.members
    ]
    return (*files, *drafts)


class _Maker:
    """Makes the planned files of one Blueprint under names not yet taken."""

    def __init__(self, words: Words, seed: str, origin: int, speaker: Voice) -> None:
        self.words = words
        self.seed = seed
        self.origin = origin
        self.voice = speaker
        self.random = speaker.random
        self.made = 0
        self.taken: Counter[str] = Counter()
        self.folders = self.random.sample(words.folders, 3)

    def file(self, kind: Kind, folder: str | None = None) -> PlannedFile:
        formats = self.words.formats[kind.family]
        format = self.random.choices(list(formats), list(formats.values()))[0]
        stem = _safe(self.voice.fill(self.random.choice(kind.names)))
        if folder is None:
            folder = self._folder(kind)
        self.made += 1
        return PlannedFile(
            path=self._free(folder + stem, format),
            kind=kind.key,
            format=format,
            seed=f"{self.seed} {self.made}",
            origin=self.origin,
            members=self._members(kind),
        )

    def draft(self, file: PlannedFile) -> PlannedFile:
        stem = file.path.rpartition(".")[0] + self.random.choice(DRAFT_MARKS)
        return replace(file, path=self._free(stem, file.format), draft=True)

    def _free(self, stem: str, format: str) -> str:
        name = f"{stem}.{format}"
        again = self.taken[name.casefold()]
        self.taken[name.casefold()] += 1
        return self._free(f"{stem} ({again})", format) if again else name

    def _folder(self, kind: Kind) -> str:
        if kind.family == "core" or self.random.random() < 0.45:
            return ""
        return self.random.choice(self.folders) + "/"

    def _members(self, kind: Kind) -> tuple[PlannedFile, ...]:
        if kind.family == "archive":
            count = self.random.randint(2, 5)
        elif kind.family == "mail":
            count = self.random.choice((0, 0, 1, 1, 2))
        else:
            return ()
        fitting = [k for k in self.words.kinds.values() if k.family not in NOT_INSIDE]
        chosen = self.random.choices(fitting, [k.weight for k in fitting], k=count)
        folder = "pack/" if kind.family == "archive" and count > 3 else ""
        outer, self.taken = self.taken, Counter()
        members = tuple(self.file(member, folder) for member in chosen)
        self.taken = outer
        return members


def _safe(name: str) -> str:
    return " ".join(re.sub(r'[\\/:*?"<>|]+', " ", name).split())
