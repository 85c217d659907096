"""``python -m local``: what `make run` runs. Kept to what any Python 3 reads, so that an old one can be told so."""

import sys

if sys.version_info < (3, 13):  # noqa: UP036  # this is for those that pyproject.toml excludes
    sys.exit("The shop needs Python 3.13 or newer: start it with `make run`, which finds or fetches one.")

from local.run import main

sys.exit(main())
