import errno
import os

import pytest

from indexer.reason import reason_of


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), "no space left on device"),
        (
            OSError(errno.ENOSPC, "No place in ['/tmp/Mine']"),
            "no place in ['/tmp/Mine']",
        ),
        (
            OSError("bucket Blueprints has no key Ward"),
            "bucket Blueprints has no key Ward",
        ),
        (TimeoutError(), "TimeoutError"),
    ],
)
def test_a_reason_goes_on_a_sentence_and_keeps_its_names(error, reason):
    assert reason_of(error) == reason
