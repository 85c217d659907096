"""The image of the functions: built, run, scanned and described."""
