"""Releases: what is applied is tried on some of the requests, then on all, or not at all; and the way back.

An apply publishes versions of the functions and imports the contract, and nobody notices: functions are called by
their alias ``live``, and a stage of an API serves a deployment, which never changes. A release moves both, and builds
nothing:

1. ``canary``, the other alias of every function, is pointed at the newest versions, and the canary of each API's stage
   at a deployment of the new contract. It serves a share of the requests, and its variable ``alias`` says ``canary``:
   so contract and code are tried together.
2. While it does, the stage's critical alarms are watched. If one rings, the canary ends, and all is as it was.
3. Otherwise the canary takes all requests, ``live`` is pointed at the same versions meanwhile, which nobody calls but
   event functions and the authorizer, the stage serves the new deployment, and the canary ends.

The way back is the third part, with the versions and deployments of an earlier release. Which there were, a record
says, beside Terraform's state. Every part can be run again after it broke off.
"""
