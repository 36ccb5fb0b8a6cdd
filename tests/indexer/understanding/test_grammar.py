import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis.analyser import Analyser
from indexer.query import Query
from indexer.understanding.grammar import Either, Group, Quoted, Start, Word, parse

PREFIXES = {"title": "title", "tech": "technology"}
ANALYSER = Analyser()


def read(text):
    return parse(text, ANALYSER, PREFIXES)


def shown(clause):
    match clause:
        case Word(written=w, field=f):
            return f"{f}:{w}" if f else w
        case Quoted(written=w, field=f):
            return f"{f}:[{w}]" if f else f"[{w}]"
        case Start(prefix=p):
            return f"{p}*"
        case Either(items=items):
            return " | ".join(map(shown, items))
        case Group(wanted=wanted, unwanted=unwanted):
            inner = [shown(c) for c in wanted] + [f"-{shown(c)}" for c in unwanted]
            return "(" + " ".join(inner) + ")"


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("ward rounds", "(ward rounds)"),
        ('"ward round" plan', "([ward round] plan)"),
        ("-nurses record", "(record -nurses)"),
        ("record NOT nurses", "(record -nurses)"),
        ("a1 OR b2 c3", "(a1 | b2 c3)"),
        ("a1 | b2 || c3", "(a1 | b2 | c3)"),
        ("(a1 b2) OR c3", "((a1 b2) | c3)"),
        ("a1 (b2 c3) OR (d4) OR e5 f6", "(a1 (b2 c3) | d4 | e5 f6)"),
        ("epr/epma OR a1 b2/c3", "(epr/epma | a1 b2 c3)"),
        ("OR a1 OR", "(a1)"),
        ("a1 AND b2 && c3", "(a1 b2 c3)"),
        ("organis*", "(organis*)"),
        ("title:epr", "(title:epr)"),
        ('TITLE:"patient record"', "(title:[patient record])"),
        ("foo:bar", "(foo bar)"),
        ("title:foo:bar", "(foo bar)"),
        ("title:tech:epr", "(technology:epr)"),
        ("(a1 (b2 -c3)) d4", "(a1 (b2 -c3) d4)"),
        ("(a1 b2", "(a1 b2)"),
        ("a1) b2", "(a1 b2)"),
        (f"{'(' * 2_400}a1", "(a1)"),
        ("e-RS x-ray R&D 24/7 GP's", "(e-RS x-ray R&D 24/7 GP's)"),
        ("EPR/EPMA dpia,csv;pid", "(EPR EPMA dpia csv pid)"),
        ("+epma+training dose+ C++", "(epma training dose C++)"),
        ("dcb0129/0160", "(dcb0129 0160)"),
        ("n/a 01/12/2019 £250,000", "(n/a 01/12/2019 £250,000)"),
        ("a1 OR epr/epma -csv/pid", "(a1 | epr/epma -csv/pid)"),
        ("“ward round”", "([ward round])"),
        ("or and not", "(or and not)"),
        ("- ~ ^ * \\", "()"),
    ],
)
def test_text_reads_as(text, clauses):
    assert shown(read(text).group) == clauses


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        ('ward "round', "quotation mark"),
        ("foo:bar", "foo:"),
        ("w " * 1_300, "2500 characters"),
        ("ab " * 420, "400 words"),
        ("ab/cd " * 210, "400 words"),
        ("foo:bar foo:baz", "foo:"),
        ("?", "no word"),
        ('"" ()', "no word"),
    ],
)
def test_odd_text_is_told_once(text, notice):
    assert sum(notice in told for told in read(text).notices) == 1


@pytest.mark.parametrize("text", ["", " \n", "the", "-ward", "ward*"])
def test_of_ordinary_text_nothing_is_told(text):
    assert read(text).notices == ()


def test_an_address_that_was_pasted_is_no_field():
    assert read("see https://ward.example/plan").notices == ()


def test_a_beginning_is_told_without_the_signs_before_it():
    (start,) = read("‘organis*").group.wanted
    assert (start.written, start.prefix) == ("organis*", "organis")
    (word,) = read("a*").group.wanted  # too many words begin with one letter
    assert isinstance(word, Word)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(list('"()|-*:^~ \\\t\n\0\ud800')),
            st.sampled_from(["OR ", "NOT ", "title:", "tech:", "EPR ", "A&E ", "é"]),
            st.text(max_size=5),
        ),
        max_size=30,
    ).map("".join)
)
def test_any_text_gives_an_answer(index, text):
    found = index.search(Query(text=text, view="artefacts"))
    assert found.total.artefacts >= len(found.hits)


@pytest.mark.parametrize("view", ["blueprints", "artefacts"])
@pytest.mark.parametrize(
    "text", ["tech:EPR OR ward", "ward (tech:EPR OR nurse)", "(tech:EPR -title:ward)"]
)
def test_a_field_deep_in_a_text_is_not_asked_of_passages(index, text, view):
    assert index.search(Query(text=text, view=view)).hits
