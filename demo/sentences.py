"""A composable grammar: clauses, openers and tails filled with words and numbers."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from random import Random

from demo.words import Frame

SLOT = re.compile(r"\{([^{}]+)\}")
NUMBERS = re.compile(r"(\d+)-(\d+)")
DEPENDENT = ("before ", "there is ", "if ", "as one ", "option ", "with ")


class Voice:
    """What one document says: its own random numbers and its topic's words.

    `words` are the choices for each slot; a slot ``{5-90}`` is a number between.
    """

    def __init__(
        self,
        random: Random,
        words: Mapping[str, Sequence[str]],
        frames: Mapping[str, Frame],
    ) -> None:
        self.random = random
        self.words = words
        self.frames = frames

    def fill(self, template: str) -> str:
        """The template with every slot filled; KeyError names an unknown slot."""
        pieces = _pieces(template)
        if len(pieces) == 1:
            return template
        return "".join(
            self._value(piece) if i % 2 else piece for i, piece in enumerate(pieces)
        )

    def sentence(self, section: str, clause: str | None = None) -> str:
        """A sentence of that section, or of that clause of the section."""
        text = self.fill(clause or self._choice(self.words[section]))
        frame = self.frames[section]
        if self.random.random() < 0.45 and not text.startswith(DEPENDENT):
            text = f"{self.fill(self._choice(frame.openers))} {text}"
        if self.random.random() < 0.35:
            text += self.fill(self._choice(frame.tails))
        return capital(text) + "."

    def sentences(self, section: str, count: int) -> list[str]:
        """That many sentences, no clause twice before all have been used."""
        clauses: list[str] = []
        while len(clauses) < count:
            known = self.words[section]
            clauses += self.random.sample(known, len(known))
        return [self.sentence(section, clause) for clause in clauses[:count]]

    def _choice(self, among: Sequence[str]) -> str:
        return among[int(self.random.random() * len(among))]

    def _value(self, slot: str) -> str:
        choices = self.words.get(slot)
        if choices is not None:
            return self.fill(self._choice(choices))
        least, most = _range(slot)
        return str(least + int(self.random.random() * (most - least + 1)))


def capital(text: str) -> str:
    """The text with a capital first letter, but for names such as ``ePMA``."""
    return text[0].upper() + text[1:] if text[:2].islower() else text


@cache
def _pieces(template: str) -> list[str]:
    return SLOT.split(template)


@cache
def _range(slot: str) -> tuple[int, int]:
    found = NUMBERS.fullmatch(slot)
    if found:
        return int(found[1]), int(found[2])
    if slot.isdigit():
        return int(slot), int(slot)
    raise KeyError(slot)
