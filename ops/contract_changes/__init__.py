"""Changes between two versions of the contract, and whether they break clients of the older one.

Requests are contravariant: accepting fewer requests breaks the clients that send the others. Responses are covariant:
returning more kinds of responses breaks the clients that don't expect them. ``rules.yaml`` lists every rule with its
severity and the published rule behind it.

openapi-diff finds every case of 13 of our 50 breaking rules, but only 31 of the 85 breaking cases in the tests' table,
and it needs Node. Without Node those 13 would go unnoticed, so all rules stay (``tests/contract/lint/coverage.py``).
"""
