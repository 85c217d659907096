"""From an event to a typed request, and from a result or an error to a response.

Whatever reads a setting, as everything that calls AWS does, raises `Misconfigured` if the setting is missing.
"""
