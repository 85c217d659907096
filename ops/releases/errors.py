"""Why a release ends otherwise than it should.

::

    ReleaseFailed
    ├── AlarmRings          a critical alarm began to ring while it was tried
    ├── NotDeployed         the stage, or a part of it, isn't there
    ├── RecordChanged       somebody else releases at the same time
    └── UnknownRelease      there is no such release to go back to
"""

from __future__ import annotations


class ReleaseFailed(Exception):  # read in one sentence by who types `make release`
    """The release has failed; the message says why, and what is served now."""


class AlarmRings(ReleaseFailed):
    """A critical alarm of the stage began to ring."""


class NotDeployed(ReleaseFailed):
    """The stage, or a part of it, isn't there."""


class RecordChanged(ReleaseFailed):
    """Somebody else has written the record since it was read."""


class UnknownRelease(ReleaseFailed):
    """There is no such release to go back to."""
