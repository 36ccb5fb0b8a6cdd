from indexer.analysis.analyser import Analyser
from indexer.analysis.vocabulary import Counting, Vocabulary

OF_WORD = Analyser().of_word
CLEAR = Analyser().words("Quercetin in onions, fructose and fructans, prescribing")


def vocabulary():
    counting = Counting(Analyser())
    counting.add(["Quercetin in onions", "fructose and fructans"])
    counting.add(["onions", "prescribing", "prescribed"])
    counting.add(["cutover confidentially"], public=False)
    return counting.vocabulary()


def test_a_slip_of_the_pen_finds_the_word_meant():
    assert vocabulary().near("quercitin", OF_WORD) == (("quercetin", "quercetin"),)
    assert vocabulary().near("onoin", OF_WORD) == (("onion", "onions"),)


def test_a_slip_is_sought_among_words_as_written():
    counting = Counting(Analyser())
    counting.add(["sustainable care", "sustainability"])
    counting.add(["sustainable"])
    counting.add(["sustainabilities"], public=False)
    found = counting.vocabulary().near("sustainabilty", OF_WORD)
    assert found == (("sustain", "sustainability"),)
    assert counting.vocabulary().near("sustainabilitise", OF_WORD) == ()


def test_a_stem_is_no_slip_where_its_word_is_another():
    counting = Counting(Analyser())
    counting.add(["sickness"])
    assert counting.vocabulary().near("sickle", OF_WORD) == ()


def test_short_words_and_codes_are_taken_as_written():
    assert vocabulary().near("oni", OF_WORD) == ()
    assert vocabulary().near("dcb0129", OF_WORD) == ()


def test_words_of_a_family_begin_alike():
    assert [w for _, w in vocabulary().family("fructan")] == ["fructose"]


def test_words_of_restricted_documents_alone_are_never_shown():
    assert vocabulary().near("cutovre", OF_WORD) == ()
    assert vocabulary().starting("cutov") == ("cutover",)
    counting = Counting(Analyser())
    counting.add(["cut of onions"])
    counting.add(["over"], public=False)
    assert counting.vocabulary().halves("cutover") == ()
    counting.add(["over"])
    assert counting.vocabulary().halves("cutover") == (("cut", "over"),)


def test_who_sees_no_restricted_document_has_none_of_their_words():
    opened = vocabulary().open
    assert opened.starting("c") == opened.near("cutovre", OF_WORD) == ()
    assert opened.tokens == {t: n for t, n in vocabulary().tokens.items() if t in CLEAR}


def test_a_kept_vocabulary_is_the_same():
    made = vocabulary()
    assert Vocabulary.of_json(made.as_json()) == made
