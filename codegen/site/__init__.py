"""The documentation site, built from openapi.yaml and the Markdown in docs/."""
