"""The contract by brute force: membership, BM25 scores and counts in plain Python.

BM25 as Lucene computes it (k1 1.2, b 0.75, without the k1 + 1 factor), with document
lengths rounded the way its norms are: Robertson and Zaragoza, "The Probabilistic
Relevance Framework: BM25 and Beyond" (2009), and Lucene's SmallFloat.intToByte4.
"""

import math
from collections import Counter

from indexer.query import MISSING
from indexer.tree import (
    All,
    Best,
    Boost,
    Constant,
    Every,
    Has,
    Key,
    Nothing,
    Words,
)

K1, B = 1.2, 0.75


def norm(length):
    """The length that a norm byte stands for: exact to 40, then three bits."""
    free = 24  # lengths below are stored as they are, as in intToByte4
    if length < free:
        return length
    rest = length - free
    bits = rest.bit_length()
    if bits < 4:
        return length
    shift = bits - 4
    return free + ((rest >> shift) << shift)


class Oracle:
    """One collection of entries."""

    def __init__(self, entries):
        self.entries = entries
        self.tokens = [
            {f: text.split() for f, text in e.texts.items()} for e in entries
        ]
        self.sets = [{f: set(t) for f, t in fields.items()} for fields in self.tokens]
        self.kept = {}  # scores by field, tokens, place
        fields = entries[0].texts
        n = len(entries)
        self.average = {f: sum(len(t[f]) for t in self.tokens) / n for f in fields}
        self.df = {
            f: Counter(w for t in self.tokens for w in set(t[f])) for f in fields
        }

    def idf(self, field, token):
        df, n = self.df[field][token], len(self.entries)
        return math.log(1 + (n - df + 0.5) / (df + 0.5))

    def score(self, node, i):
        """The score of an entry; None if the node does not match it."""
        match node:
            case All():
                return 1.0
            case Nothing():
                return None
            case Words(field=field, tokens=tokens):
                return self.words(field, tokens, i)
            case Key(field=field, values=values):
                entry = self.entries[i]
                if field == "id":
                    return 0.0 if entry.id in values else None
                own = self.sets[i].get(field) or set(entry.keys.get(field, ()))
                return 0.0 if own & set(values) else None
            case Has(field=field):
                return 0.0 if self.entries[i].keys.get(field) else None
            case Constant(item=item, score=score):
                return None if self.score(item, i) is None else score
            case Boost(item=item, by=by):
                found = self.score(item, i)
                return None if found is None else found * by
            case Best(items=items, tie=tie):
                scores = [s for s in (self.score(n, i) for n in items) if s is not None]
                if not scores:
                    return None
                return max(scores) + tie * (sum(scores) - max(scores))
            case Every():
                return self.every(node, i)

    def every(self, node, i):
        must = [self.score(n, i) for n in node.must]
        filters = [self.score(n, i) for n in node.filters]
        if None in must or None in filters:
            return None
        if any(self.score(n, i) is not None for n in node.without):
            return None
        should = [s for s in (self.score(n, i) for n in node.should) if s is not None]
        if len(should) < min(node.need, len(node.should)):
            return None
        return sum(must) + sum(should)

    def words(self, field, tokens, i):
        kept = self.kept.setdefault((field, tokens), {})
        if i not in kept:
            kept[i] = self.bm25(field, tokens, i)
        return kept[i]

    def bm25(self, field, tokens, i):
        text = self.tokens[i][field]
        n = len(tokens)
        if not self.sets[i][field].issuperset(tokens):
            return None
        tf = sum(
            tuple(text[at : at + n]) == tuple(tokens) for at in range(len(text) - n + 1)
        )
        if not tf:
            return None
        idf = sum(self.idf(field, t) for t in tokens)
        length = norm(len(text)) / self.average[field]
        return idf * tf / (tf + K1 * (1 - B + B * length))

    def answer(self, ask):
        """(total, parents, [(id, score)] in order, counts) of an ask."""
        tree = Every(must=(ask.tree,), filters=ask.filters)
        scored = [(self.score(tree, i), e) for i, e in enumerate(self.entries)]
        found = [(s, e) for s, e in scored if s is not None]
        counts = {f: self.count(f, [e for _, e in found]) for f in ask.count}
        parents = len({e.parent for _, e in found})
        return len(found), parents, self.order(found, ask.sort), counts

    @staticmethod
    def order(found, sort):
        if sort == "relevance":
            ordered = sorted(found, key=lambda p: (-float(f"{p[0]:.5g}"), p[1].order))
        elif sort == "title":
            ordered = sorted(found, key=lambda p: p[1].by_title)
        else:
            sign = -1 if sort == "-published" else 1

            def key(pair):
                date = pair[1].published_on
                return (date is None, sign * (date or 0), pair[1].order)

            ordered = sorted(found, key=key)
        return [(e.id, s) for s, e in ordered]

    @staticmethod
    def count(field, entries):
        buckets = {}
        for entry in entries:
            for value in set(entry.keys.get(field, ())) or {MISSING}:
                documents, parents = buckets.setdefault(value, (set(), set()))
                documents.add(entry.order)
                parents.add(entry.parent)
        return {v: (len(d), len(p)) for v, (d, p) in buckets.items()}
