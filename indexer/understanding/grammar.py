"""What people type, read into clauses: total, any text gives an answer.

words together     documents with most of them
"two words"        next to each other
-word, NOT word    without it
one OR other       either
organis*           words that begin so
title:word         in one field, for the prefixes of the schema
( … )              a group
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from indexer.analysis.analyser import TOKEN, Analyser, plain

MAX_CHARACTERS = 2_500
MAX_CLAUSES = 400
MAX_DEPTH = 5

LEX = re.compile(
    r"""\s+
    | (?P<minus>-(?=[\w"(]))
    | "(?P<quoted>[^"]*)"(?P<star>\*)?
    | (?P<open>\() | (?P<close>\))
    | (?P<or>\|{1,2}|OR(?=[\s()]|$))
    | (?P<not>NOT(?=[\s(]))
    | (?P<and>AND(?=[\s()]|$)|&&)
    | (?P<field>[A-Za-z_]{2,30}):(?=["\w])
    | (?P<word>[^\s()"|]+)
    | (?P<junk>.)""",
    re.X | re.S,
)
LEADING = re.compile(r"^\W+")
BETWEEN = re.compile(r"[,;/+]")  # words written without a space, each of letters


@dataclass(frozen=True, slots=True)
class Word:
    """One written word; several tokens (``e-RS``) stand next to each other."""

    written: str
    tokens: tuple[str, ...]
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words in quotes: next to each other, and wanted."""

    written: str
    tokens: tuple[str, ...]
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """The beginning of a word, in lower case as written."""

    written: str
    prefix: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Either:
    """Any of the items."""

    items: tuple["Clause", ...]


@dataclass(frozen=True, slots=True)
class Group:
    """`wanted` and not `unwanted`: the whole text is one, parentheses are others."""

    wanted: tuple["Clause", ...] = ()
    unwanted: tuple["Clause", ...] = ()


Clause = Word | Quoted | Start | Either | Group


@dataclass(frozen=True, slots=True)
class Parsed:
    """The clauses, and in plain words what was made of odd text."""

    group: Group
    notices: tuple[str, ...] = ()


def parse(text: str, analyser: Analyser, prefixes: Mapping[str, str]) -> Parsed:
    """The clauses of a text; `prefixes` maps what stands before a colon to a field."""
    notices: list[str] = []
    clean = plain("".join(c if c.isprintable() else " " for c in text)).strip()
    if len(clean) > MAX_CHARACTERS:
        clean = clean[:MAX_CHARACTERS]
        notices.append(f"only the first {MAX_CHARACTERS} characters were searched")
    if clean.count('"') % 2:
        last = clean.rindex('"')
        clean = clean[:last] + " " + clean[last + 1 :]
        notices.append("a quotation mark without its partner was ignored")
    group = _Reader(clean, analyser, prefixes, notices).group(0)
    if clean and group == Group():
        notices.append("nothing was searched for: what was written has no word")
    return Parsed(group, tuple(notices))


def fielded(clause: Clause) -> Iterator[Word | Quoted | Start]:
    """What is asked of one field, wanted or not, however deep."""
    match clause:
        case Word(field=str()) | Quoted(field=str()) | Start(field=str()):
            yield clause
        case Either(items=inner):
            for one in inner:
                yield from fielded(one)
        case Group(wanted=wanted, unwanted=unwanted):
            for one in (*wanted, *unwanted):
                yield from fielded(one)


class _Reader:
    """Recursive descent over the lexemes; every lexeme lands somewhere."""

    def __init__(
        self,
        text: str,
        analyser: Analyser,
        prefixes: Mapping[str, str],
        notices: list[str],
    ) -> None:
        self._lexemes = [m for m in LEX.finditer(text) if not m[0].isspace()]
        self._at = 0
        self._left = MAX_CLAUSES
        self._analyser = analyser
        self._prefixes = prefixes
        self._notices = notices

    def group(self, depth: int) -> Group:
        wanted: list[Clause] = []
        unwanted: list[Clause] = []
        last: Clause | None = None  # of the wanted ones, and where it begins in them
        begins = 0
        negate = either = False
        while self._at < len(self._lexemes):
            lexeme = self._lexemes[self._at]
            kind = lexeme.lastgroup
            self._at += 1
            if kind == "close":
                if depth:
                    break
                continue
            if kind in ("and", "junk"):
                continue
            if kind == "or":
                either = bool(wanted)
                continue
            if kind in ("minus", "not"):
                negate = True
                continue
            clause = self._clause(lexeme, kind, depth)
            if clause is None:
                continue
            if negate:
                unwanted.append(clause)
            elif either and last:
                last = _either(last, clause)
                wanted[begins:] = [last]
            else:
                last, begins = clause, len(wanted)
                wanted.extend(self._apart(clause))
            negate = either = False
        return Group(tuple(wanted), tuple(unwanted))

    def _clause(
        self, lexeme: re.Match[str], kind: str | None, depth: int
    ) -> Clause | None:
        if kind == "open":
            if depth >= MAX_DEPTH:
                return None
            inner = self.group(depth + 1)
            if len(inner.wanted) == 1 and not inner.unwanted:
                return inner.wanted[0]
            return inner if inner.wanted or inner.unwanted else None
        if kind == "field":
            return self._fielded(lexeme["field"], depth)
        if self._left <= 0:
            self._note(f"only the first {MAX_CLAUSES} words were searched")
            return None
        clause = self._atom(lexeme, None)
        self._left -= clause is not None
        return clause

    def _fielded(self, prefix: str, depth: int) -> Clause | None:
        field = self._prefixes.get(prefix.casefold())
        if self._at >= len(self._lexemes):
            return None
        lexeme = self._lexemes[self._at]
        if field is None:
            self._note(f"“{prefix}:” is not a search field; searched as words")
            tokens = self._tokens(prefix)
            return Word(prefix, tokens) if tokens else None
        self._at += 1
        if lexeme.lastgroup in ("quoted", "star", "word"):
            return self._atom(lexeme, field)
        return self._clause(lexeme, lexeme.lastgroup, depth)

    def _atom(self, lexeme: re.Match[str], field: str | None) -> Clause | None:
        quoted = lexeme["quoted"]
        if quoted is not None:
            tokens = self._tokens(quoted)
            return Quoted(quoted.strip(), tokens, field) if tokens else None
        word = lexeme[0]
        found = TOKEN.findall(word)
        if word.endswith("*") and len(found) == 1 and len(found[0]) >= 2:
            return Start(LEADING.sub("", word), found[0].lower(), field)
        tokens = self._tokens(word)
        return Word(word, tokens, field) if tokens else None

    def _apart(self, clause: Clause) -> tuple[Clause, ...]:
        """The words of "EPR/EPMA", "epma+training" or "dcb0129/0160"; what is a number
        or a date, or has a single letter ("24/7", "n/a"), is one. And the clauses of
        brackets without an exclusion, as in prose.
        """
        match clause:
            case Group(wanted=wanted, unwanted=()):
                return wanted
            case Word(field=None):
                parts = [p for p in BETWEEN.split(clause.written) if TOKEN.search(p)]
                words = [Word(p, self._tokens(p)) for p in parts]
                short = any(len(p) < 2 for p in parts)
                if any(map(str.isalpha, clause.written)) and not short:
                    self._left -= len(words) - 1
                    return tuple(words)
        return (clause,)

    def _tokens(self, text: str) -> tuple[str, ...]:
        return tuple(self._analyser.words(text))

    def _note(self, notice: str) -> None:
        if notice not in self._notices:
            self._notices.append(notice)


def _either(left: Clause, right: Clause) -> Either:
    items = left.items if isinstance(left, Either) else (left,)
    return Either((*items, right))
