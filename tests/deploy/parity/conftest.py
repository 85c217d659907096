from tests.deploy.aws.conftest import deployable, servers
from tests.integration.conftest import shop

__all__ = ["deployable", "servers", "shop"]
