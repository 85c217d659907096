"""HTTP over REST proxy events: typed requests, responses and problems."""
