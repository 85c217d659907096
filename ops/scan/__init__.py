"""What looks for holes before they ship: in the code, in what is committed beside it, in npm's packages."""
