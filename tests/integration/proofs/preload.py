"""What the fork server imports and makes once, so that its forks start at once. Nothing else may import this."""

import gc
import importlib
from pkgutil import iter_modules

from generated import requests
from handlers.runtime.aws import clients
from local.aws.functions import Functions, rows
from tests.harness import SLOWDOWN
from tests.integration.handlers.conftest import forget_clients
from tests.integration.handlers.faulty_proxy import simulate_timeouts
from tests.integration.proofs.processes import make_clients

clients.multiply_read_timeouts(SLOWDOWN)
simulate_timeouts()
Functions(rows()).load()
# Otherwise the first use makes the validators, in each fork.
for module in iter_modules(requests.__path__, f"{requests.__name__}."):
    importlib.import_module(module.name)
# The first client makes boto3 read its service descriptions.
make_clients()
forget_clients()
# Existing objects are exempt from garbage collection, and so not copied for each fork.
gc.collect()
gc.freeze()
