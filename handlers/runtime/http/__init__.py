"""REST proxy events in, typed requests, responses and problem details out."""
