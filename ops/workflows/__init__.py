"""Linters for GitHub's workflows: other projects' tools, and this repository's own rules."""
