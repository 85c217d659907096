"""``python -m local``, which `make run` calls. Written for any Python 3, so that an old one gets a message."""

import sys

if sys.version_info < (3, 13):  # noqa: UP036  # for those that pyproject.toml excludes
    sys.exit("The shop needs Python 3.13 or newer: start it with `make run`, which finds or fetches one.")

from local.run import main

sys.exit(main())
