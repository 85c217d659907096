"""From an event to a typed request, and from an answer or an error to a response."""
