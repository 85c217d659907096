"""What runs in Lambda."""

from handlers.runtime.start import lighten

lighten()
