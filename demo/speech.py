"""The voice of a Blueprint: the grammar with the words of its topic and place."""

from random import Random

from demo.plan import Blueprint
from demo.sentences import Voice, capital
from demo.words import Words


def voice(words: Words, blueprint: Blueprint, random: Random) -> Voice:
    """A voice that speaks of that Blueprint with those random numbers."""
    settings = words.labels["settings"]
    pillars = words.labels["pillars"]
    topic = blueprint.topic
    tech = tuple(blueprint.writings)
    own = {
        **topic.phrases,
        "org": (blueprint.organisation.name, "the organisation", "the trust"),
        "tech": tech,
        "Tech": tuple(capital(writing) for writing in tech),
        "title": (blueprint.title,),
        "supplier": (blueprint.supplier,),
        "product": (blueprint.product, blueprint.product, f"{blueprint.supplier}"),
        "setting": tuple(
            text for setting in blueprint.settings for text in settings[setting]["text"]
        ),
        "pillar": tuple(pillars[pillar][0] for pillar in blueprint.pillars),
        "region": (blueprint.organisation.region,),
    }
    return Voice(random, {**words.lists, **own, **NAMES}, words.frames)


NAMES = {
    "v": ("0.3", "1.0", "1.1", "1.2 FINAL", "2.0", "2", "3", "4.1"),
    "tech_": ("{tech}",),
    "object_": ("{object}",),
    "role_": ("{role}",),
    "board_": ("{board}",),
    "ward_": ("{ward}",),
    "stage_": ("{stage}",),
    "case": ("Full", "Outline", "Strategic outline"),
    "mail": ("RE: ", "FW: ", "", ""),
}
