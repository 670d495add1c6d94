"""One thread a process: on matrices this small torch's threads only wait for each other."""

import os

os.environ["OMP_NUM_THREADS"] = "1"  # read when torch is loaded, here and in the processes that tests start
