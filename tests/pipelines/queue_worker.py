"""A worker of the queue as a process: ``python -m tests.pipelines.queue_worker``.

Its settings come from the environment, as those of any worker.
"""

import sys

from pipelines.queue.tasks import work
from settings import Settings

if __name__ == "__main__":
    work(Settings(), 1, *sys.argv[1:])
