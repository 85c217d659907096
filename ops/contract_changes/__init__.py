"""Changes between two versions of the contract, and whether they break clients of the older one.

Requests are contravariant: accepting fewer requests breaks the clients that send the others. Responses are covariant:
returning more kinds of responses breaks the clients that don't expect them. ``rules.yaml`` lists every rule with its
severity and the published rule behind it.

openapi-diff finds only some of these breaking changes (``tests/contract/lint/test_second_opinion.py``) and needs Node,
so the rules also cover everything that it finds.
"""
