"""Writes to GitHub: a pull request's comment, and a release."""
