"""The runtime of the functions: HTTP requests and responses, AWS clients, settings, logs, metrics and traces.

Every function that reads a setting, so every one that calls AWS, raises `Misconfigured` if the setting is missing.
"""
