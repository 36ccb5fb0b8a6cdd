"""ZIP: files as they are, with the label as the archive's comment."""

from demo.paper import LABEL, Paper, Written
from demo.writers.package import packed


def write(paper: Paper) -> Written:
    """The paper's attachments; what the paper says itself is left out."""
    members = {a.name: a.content for a in paper.attachments}
    return Written(packed(members, comment=LABEL), ())
