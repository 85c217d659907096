"""The single table: its keys, one module per entity, and transactions.

Reads are strongly consistent unless a docstring says otherwise. Every function may raise `Unavailable` if DynamoDB is
slow, throttled or down, and `Misconfigured` if a setting, the table or a permission is missing.
"""
