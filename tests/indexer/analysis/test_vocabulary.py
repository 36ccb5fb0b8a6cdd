from indexer.analysis import vocabulary as module
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


def test_two_slips_are_forgiven_in_long_words_alone():
    known = of(bitterx=1, bitternx=1)
    assert known.near("bitzzrx", OF_WORD) == ()
    assert known.near("bitzzrnx", OF_WORD) == (("bitternx", "bitternx"),)


def test_a_token_is_shown_as_the_word_most_often_written_for_it():
    known = of(prescribe=1, prescribing=3, prescribed=2)
    assert known.spelled == {"prescrib": "prescribing"}
    assert known.documents == 6


def test_a_stem_is_no_slip_where_its_word_is_another():
    counting = Counting(Analyser())
    counting.add(["sickness"])
    assert counting.vocabulary().near("sickle", OF_WORD) == ()


def test_short_words_and_codes_are_taken_as_written():
    assert of(ward=1).near("war", OF_WORD) == ()
    assert of(ward=1).near("warx", OF_WORD) == (("ward", "ward"),)
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


def of(**documents):
    """The vocabulary of so many documents with each word."""
    counting = Counting(Analyser())
    for word, count in documents.items():
        for _ in range(count):
            counting.add([word])
    return counting.vocabulary()


def ending(known, word):
    (token,) = OF_WORD(word)
    return [w for _, w in known.ending(token)]


def test_a_word_that_nobody_wrote_is_known_by_its_end():
    known = of(dialysis=2, alysis=9, sepsis=1)
    assert ending(known, "hemodialysis") == ["dialysis"]
    assert ending(known, "urosepsis") == []  # one document may be a slip
    assert ending(known, "continuoushemodialysis") == []  # most is something else
    assert ending(known, "hemodialysis2") == []
    assert ending(of(event=9), "prevent") == []  # few letters are no word before it


def test_a_word_is_known_by_what_ends_in_it_and_is_not_much_longer():
    known = of(hemodialysis=1, ultrahaemodialysis=3, peridialysis=2, myward=2)
    assert ending(known, "dialysis") == ["peridialysis", "hemodialysis"]
    assert ending(known, "ward") == []


def test_a_word_is_written_as_two_where_both_are_words():
    numbers = {"270": 9, "01": 9}
    known = of(e=9, mail=9, log=9, a=9, ward=9, rare=1, over=800, dt=9, ac=9, **numbers)
    assert known.halves("email") == (("e", "mail"),)
    assert known.halves("logmail") == (("log", "mail"),)
    assert known.halves("award") == ()  # no letter but e is half a word
    assert known.halves("warda") == ()
    assert known.halves("lograre") == ()
    assert known.halves("email2") == ()
    assert known.halves("dtac") == ()  # an abbreviation
    assert known.halves("27001") == ()


def test_two_words_are_one_where_that_is_frequent():
    known = of(dataset=9, openapi=8, zero=850)
    assert known.whole("data", "set") == "dataset"
    assert known.whole("open", "api") == ""
    assert known.whole("set", "data") == ""


def test_a_beginning_stands_for_its_most_frequent_words(monkeypatch):
    known = of(warden=1, ward=3, wards=2, warm=2, war=1)
    assert known.starting("war") == ("ward", "wards", "warm", "war", "warden")
    monkeypatch.setattr(module, "MAX_EXPANSIONS", 2)
    assert known.starting("war") == ("ward", "wards")
    assert known.starting("x") == ()


def test_of_words_as_near_the_most_frequent_come_first_and_few():
    known = of(bittern=1, bitters=4, bitterx=2, bittery=3, bitzers=9)
    found = [w for _, w in known.near("bitterz", OF_WORD)]
    assert found == ["bitters", "bittery", "bitterx"]
    nearer = of(quercetin=1, quercitxx=9).near("quercitin", OF_WORD)
    assert [w for _, w in nearer] == ["quercetin"]


def test_a_family_is_of_long_words_the_most_frequent_first_and_few():
    words = {f"fructan{letter}": n for n, letter in enumerate("abdfhk", 1)}
    known = of(**words, fructanabcdefgh=9, fructan=9)
    found = [w for _, w in known.family("fructan")]
    assert found == [f"fructan{letter}" for letter in "khfdb"]
    assert of(wards=2, wardx=2).family("ward") == ()
