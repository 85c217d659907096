"""What operators and the pipeline run: the commands of ``bin/shop``."""
