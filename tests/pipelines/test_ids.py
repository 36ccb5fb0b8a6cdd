from pipelines.ids import artefact_id, blueprint_ids, slug


def test_a_slug_is_made_of_letters_digits_and_hyphens():
    assert slug("  Café & ePMA (v2) ") == "cafe-epma-v2"
    assert slug("x" * 300) == "x" * 80
    assert slug("病院").startswith("blueprint-")
    assert slug("病院") != slug("診療")


def test_where_ids_would_collide_no_folder_has_the_plain_one():
    folders = ["Ward  plan", "Ward plan", "ward-plan", "Ward plan 2"]
    ids = blueprint_ids(folders)
    assert ids == blueprint_ids(reversed(folders))
    assert len(set(ids.values())) == 4
    assert ids["Ward plan 2"] == "ward-plan-2"
    assert "ward-plan" not in ids.values()


def test_what_comes_and_goes_takes_no_id_of_another():
    few, more = blueprint_ids(["b", "B"]), blueprint_ids(["b", "B", "b!"])
    assert {folder: more[folder] for folder in few} == few
    assert blueprint_ids(["b"])["b"] not in more.values()


def test_a_folder_named_after_an_id_has_one_of_its_own():
    first = blueprint_ids(["b", "B"])["b"]
    assert len(set(blueprint_ids(["b", "B", first]).values())) == 3


def test_the_same_path_has_the_same_id():
    assert artefact_id("b", "x/y.txt") == artefact_id("b", "x/y.txt")
    assert artefact_id("b", "x/y.txt") != artefact_id("b", "x/z.txt")
    assert artefact_id("b", "x").startswith("b-")
