"""What lints GitHub's workflows: tools that others keep, and the rules of this repository that no tool knows."""
