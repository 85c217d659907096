"""The commands of ``bin/shop``, which operators and the pipeline run."""
