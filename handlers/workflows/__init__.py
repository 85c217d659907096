"""What several tags share: place, replay, transition, settle and refund an order."""
