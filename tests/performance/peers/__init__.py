"""The peers that our functions are compared with: the same operations, written for two common frameworks.

Each is an application of its own, ``app.py`` and the modules of ``shared``, and runs with only the packages of its lock
file. For an event they do what our functions do: the same calls of AWS, as many log lines, the same metric.
"""

from pathlib import Path

SHARED = Path(__file__).with_name("shared")
# The folder of each peer, with its lock file.
PEERS = {"Powertools": Path(__file__).with_name("powertools"), "FastAPI": Path(__file__).with_name("fastapi_mangum")}
HANDLER = "app.handler"
# Operations of both peers, and our functions' keys in terraform/functions.json.
OPERATIONS = ("getProduct", "listProducts", "createProduct")
