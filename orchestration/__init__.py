"""Dagster assets, checks, jobs and schedule, which connect all other packages."""

import os

# numpy reads this once. Its threads wait for each other longer than small matrices take, and with
# one thread, the last digits do not depend on the number of cores.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
