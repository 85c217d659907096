"""Scans for vulnerabilities: our code, secrets in committed files, npm's packages."""
