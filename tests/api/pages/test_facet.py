def test_the_form_of_a_facet_keeps_the_rest_of_the_question(page):
    tree = page("/facets/technology?q=ward&technology=epr&view=artefacts&prefix=el")
    hidden = {
        (n.attributes["name"], n.attributes["value"])
        for n in tree.css("input[type=hidden]")
    }
    assert {("q", "ward"), ("view", "artefacts")} <= hidden
    assert tree.css("input[name=exclude_technology][value=epr]")
