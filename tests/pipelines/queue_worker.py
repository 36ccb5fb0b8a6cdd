"""A worker of the queue as a process: ``python -m tests.pipelines.queue_worker``."""

import os
import sys
from pathlib import Path

from pipelines.tasks import work
from settings import Settings

if __name__ == "__main__":
    data, broker, extract = sys.argv[1:]
    os.environ["PYTHONWARNINGS"] = "ignore"
    work(Settings(data=Path(data), broker_url=broker), 1, extract)
