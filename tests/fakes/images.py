"""A fake image store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.adapters.images import FORM_SECONDS, UploadForm
from handlers.domain.clock import now, seconds

if TYPE_CHECKING:
    from handlers.adapters.images import ImageStore


class FakeImageStore:
    """Returns forms that nothing accepts."""

    def create_upload_form(self, product_id: str, *, content_type: str, size: int) -> UploadForm:
        """Return a form with the parameters as its fields."""
        fields = {"key": f"products/{product_id}/picture", "Content-Type": content_type, "size": str(size)}
        return UploadForm("https://images.example.com", fields, now() + seconds(FORM_SECONDS))


_implements: type[ImageStore] = FakeImageStore
