# Copied by codegen from codegen/clients/python/package: change that, then `make generate`.
"""The ETag of a model."""

from attrs import define, field


@define
class Tagged:
    """A model that the shop returns with an ETag."""

    etag: str = field(init=False, default="", eq=False, repr=False)
    """The ETag of this version, for ``if_match``; empty if the response had none, such as for the items of a list."""
