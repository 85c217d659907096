"""The whole API on one machine: the gateway, the embedded AWS services and a sample shop."""
