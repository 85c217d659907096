"""The documentation site, from openapi.yaml and the Markdown in docs/."""
