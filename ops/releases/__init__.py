"""Releases: a stage serves what was applied, after a canary; and the rollback.

An apply publishes versions of the functions and imports the contract, and serves neither: functions are called by their
alias ``live``, and an API's stage serves a deployment, which never changes. A release moves both and builds nothing:

1. ``canary``, the other alias of every function, is pointed at the newest versions, and the canary of each API's stage
   at a deployment of the new contract. It gets a share of the requests, with the stage variable ``alias`` set to
   ``canary``: contract and code are tested together.
2. During that time the stage's critical alarms are watched. If one fires, the canary ends and nothing has changed.
3. Otherwise the canary gets all requests, ``live`` is pointed at the same versions (until the canary ends, only event
   functions and the authorizer use it), the stage serves the new deployment, and the canary ends.

A rollback is step 3 with the versions and deployments of an earlier release, which the record beside Terraform's state
lists. Each step can be run again after an interruption.
"""
