"""Changes between two versions of the contract, and whether they break clients of the older one.

Requests are contravariant: accepting fewer requests breaks the clients that send the others. Responses are covariant:
returning more kinds of responses breaks the clients that don't expect them. ``rules.yaml`` lists every rule with its
severity and the published rule behind it.

openapi-diff finds some of these breaking changes, but not all (``tests/contract/lint/test_second_opinion.py``), and it
needs Node. Without Node the others would go unnoticed, so the rules cover everything that it finds, too.
"""
