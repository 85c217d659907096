"""What is written at GitHub: the comment of a pull request, and a release."""
