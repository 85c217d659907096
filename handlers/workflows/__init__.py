"""Workflows that several tags share: place, replay, transition and refund an order."""
