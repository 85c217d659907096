"""Why a release fails.

::

    ReleaseFailed
    ├── AlarmTriggered      a critical alarm fired during the canary
    ├── NotDeployed         the stage, or a part of it, isn't there
    ├── RecordChanged       another release or rollback is running
    └── UnknownRelease      there is no such release to roll back to
"""

from __future__ import annotations

from ops.cli import CannotRun


class ReleaseFailed(CannotRun):
    """The release failed; the message has the reason and the live release."""


class AlarmTriggered(ReleaseFailed):
    """A critical alarm of the stage fired."""


class NotDeployed(ReleaseFailed):
    """The stage, or a part of it, isn't there."""


class RecordChanged(ReleaseFailed):
    """The record was written by another process since it was read."""


class UnknownRelease(ReleaseFailed):
    """There is no such release to roll back to."""
