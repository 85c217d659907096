from tests.integration.conftest import shop

__all__ = ["shop"]
