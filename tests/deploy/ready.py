"""Check whether Terraform can run here: ``python -m tests.deploy.ready`` exits with 0 or prints the reason."""

from __future__ import annotations

import shutil
import sys
import tempfile

from tests.deploy.static import TERRAFORM
from tests.deploy.terraform import Terraform, TerraformFailed


def main() -> int:
    """Print what is missing, if anything, and return the exit status."""
    if shutil.which("terraform") is None:
        print("Terraform is not here.")
        return 1
    with tempfile.TemporaryDirectory() as data:
        try:
            Terraform(TERRAFORM / "account", more={"TF_DATA_DIR": data}).init("-backend=false")
        except TerraformFailed as failure:
            print(f"its provider can't be had: {failure}")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
