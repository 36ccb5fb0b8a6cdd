"""British and American spellings of one word: both are asked for at once."""

import re
from collections.abc import Iterator

SHORTEST = 5  # letters of either form
LETTERS = 6  # of the form with ae or oe: shorter words are other words (poem, pem)

ENDS = "(?:e|es|ed|er|ers|ing|ation|ations|ational|able)$"
PAIRS = (
    (re.compile(rf"(?<=..)is(?={ENDS})"), "iz"),
    (re.compile(rf"(?<=..)iz(?={ENDS})"), "is"),
    (re.compile(rf"(?<=l)ys(?={ENDS})"), "yz"),
    (re.compile(rf"(?<=l)yz(?={ENDS})"), "ys"),
    (re.compile(r"(?<=...)our(?=(?:s|ed|ing|al|ally|able|ful)?$)"), "or"),
    (re.compile(r"(?<=...)or(?=(?:s|ed|ing|al|ally|able|ful)?$)"), "our"),
    (re.compile(r"(?<=..[bt])re(?=s?$)"), "er"),
    (re.compile(r"(?<=..[bt])er(?=s?$)"), "re"),
)


def variants(word: str) -> tuple[str, ...]:
    """Other spellings of a word in lower case, whether there is such a word or not."""
    if not word.isalpha() or not word.isascii():
        return ()
    found = dict.fromkeys((*_ends(word), *_vowels(word)))
    return tuple(other for other in found if min(len(other), len(word)) >= SHORTEST)


def _ends(word: str) -> Iterator[str]:
    for pattern, other in PAIRS:
        if pattern.search(word):
            yield pattern.sub(other, word)


def _vowels(word: str) -> Iterator[str]:
    """With one more or one less ae or oe in the place of an e that is not the last."""
    for at in re.finditer("(?<=.)e(?=.)|[ao]e", word):
        start, end = at.span()
        if at[0] != "e":
            if len(word) >= LETTERS:
                yield f"{word[:start]}e{word[end:]}"
        elif len(word) + 1 >= LETTERS:
            yield f"{word[:start]}ae{word[end:]}"
            yield f"{word[:start]}oe{word[end:]}"
