"""What the pipeline does between a pull request and production; each module is a program, behind a verb of ``make``."""
