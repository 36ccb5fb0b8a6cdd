"""Small bundles, records and lists for the tests of enrichment."""

from mappings.load import Mappings
from mappings.schema import Field, Schema
from mappings.taxonomy import Phrase, Taxonomy, Term, fold
from pipelines.bundle import Artefact, Bundle, Metadata
from pipelines.records import Record, Segment

PDF = "application/pdf"


def taxonomy(name, *terms):
    return Taxonomy(
        name,
        name,
        terms,
        {t.id: t for t in terms},
        {fold(n): t for t in terms for n in (t.id, t.label, *t.aliases)},
    )


def term(id_, *phrases, label="", parent=None, folders=()):
    found = tuple(p if isinstance(p, Phrase) else Phrase(p) for p in phrases)
    label = label or id_.replace("-", " ")
    return Term(id_, label, phrases=found, parent=parent, folders=folders)


def cue(text):
    """Words a kind of artefact is written in."""
    return Phrase(text, weight=0.3)


TAXONOMIES = {
    "technologies": taxonomy(
        "technologies",
        term("epr", "electronic patient record", Phrase("EPR", case=True)),
        term("epma", "ePMA", "electronic prescribing"),
        term("order-comms", "order comms", Phrase("ICE", 0.9, True, ("pathology",))),
        term("rpa", "robotic process automation"),
        term("pacs", "PACS"),
        term("e-rostering", "e-rostering"),
        term("virtual-ward", "virtual ward"),
        term("telephony", "telephony"),
        term("nhs-login", Phrase("NHS login", 0.3)),
    ),
    "care_settings": taxonomy(
        "care_settings",
        term("acute", "acute hospital"),
        term("ambulance", "ambulance service"),
        term("mental-health", "mental health", Phrase("mental health first aid", 0)),
        term("emergency-department", "emergency department", parent="acute"),
    ),
    "states": taxonomy("states", term("in-review", label="In review")),
    "organisations": taxonomy(
        "organisations",
        term("northmoor", "Northmoor Hospitals NHS Trust", parent="north-west"),
    ),
    "standards": taxonomy(
        "standards", term("dcb0129", "DCB0129"), term("fhir", "FHIR")
    ),
    "artefact_types": taxonomy(
        "artefact_types",
        term("business-case", "business case", label="Business case"),
        term(
            "hazard-log",
            "hazard log",
            *map(
                cue,
                (
                    "hazard id",
                    "hazard name",
                    "existing control",
                    "likelihood",
                    "severity",
                ),
            ),
            label="Hazard log",
        ),
        term("dpia", "DPIA", "data protection impact assessment", label="DPIA"),
        term(
            "minutes",
            "minutes",
            *map(cue, ("attendees", "apologies", "matters arising")),
            label="Minutes",
        ),
        term("user-stories", "user stories", label="User stories"),
        term("training-plan", "training plan", label="Training plan"),
        term("guidance", "guidance", label="Guidance"),
        term("presentation", "webinar", label="Presentation"),
        term("architecture", "architecture", folders=("decisions",)),
    ),
    "pillars": taxonomy(
        "pillars",
        term("well-led", "digital strategy", "steering group", label="Well led"),
        term("safe-practice", "clinical safety", "hazard", label="Safe practice"),
        term("support-workforce", "super user", label="Support workforce"),
        term("improve-care", "patient flow", "length of stay", label="Improve care"),
    ),
}


def _facet(name, taxonomy_name=None):
    return Field(name, name, "keyword", "", facet=True, taxonomy=taxonomy_name)


MAPPINGS = Mappings(
    Schema(
        (
            *(Field(n, n, "text", "") for n in ("title", "name", "headings", "body")),
            _facet("technology", "technologies"),
            _facet("care_setting", "care_settings"),
            _facet("organisation", "organisations"),
            _facet("region"),
            _facet("standard", "standards"),
            _facet("artefact_type", "artefact_types"),
            _facet("pillar", "pillars"),
            _facet("format"),
            _facet("language"),
            _facet("blueprint"),
            Field("state", "State", "keyword", "", taxonomy="states"),
            Field("year", "Year", "year", "", facet=True),
            Field("published", "Published", "date", ""),
        )
    ),
    TAXONOMIES,
    (),
    "test",
)


def record(digest, *texts, kind="page", media_type=PDF, status="ok", **metadata):
    segments = tuple(
        text if isinstance(text, Segment) else Segment(kind, n, f"{kind} {n}", text)
        for n, text in enumerate(texts, 1)
    )
    return Record(digest, "test", 10, media_type, status, "", segments, metadata)


def artefact(id_, path, *texts, parent=None, **options):
    found = record(f"digest of {id_}", *texts, **options)
    return Artefact(id_, path, f"file:///library/{path}", found, parent)


def bundle(*artefacts, **metadata):
    return Bundle("b1", "Folder_of_one", artefacts, Metadata(**metadata))
