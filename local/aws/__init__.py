"""The embedded AWS services and the event sources that connect them to the functions."""
