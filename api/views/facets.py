"""A facet with its values and their counts, as it is told."""

from dataclasses import dataclass, replace

from api.views.frame import Frame
from indexer.query import Facet, FacetValue

NOT_STATED = "Not stated"
STATED = "stated"  # where those without a value are left out


@dataclass(frozen=True)
class FacetView:
    """A facet; `others` more values have a count and are not listed."""

    field: str
    label: str
    values: tuple[FacetValue, ...]
    missing: FacetValue
    others: int


def facet_view(frame: Frame, facet: Facet) -> FacetView:
    """A facet with its label."""
    return FacetView(
        facet.field,
        frame.labels.fields[facet.field],
        facet.values,
        replace(facet.missing, label=NOT_STATED),
        facet.others,
    )
