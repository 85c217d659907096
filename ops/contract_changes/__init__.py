"""What changed between two versions of the contract, and whether that breaks who relies on the older one.

A request is contravariant: what narrows the set of requests that are taken breaks who sends the others. An answer is
covariant: what widens the set of answers that may come breaks who doesn't expect the new ones. ``rules.yaml`` holds
every rule with its severity and the published rule that it rests on.
"""
