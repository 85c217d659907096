"""Whether Terraform can be used here: ``python -m tests.deploy.ready`` ends with 0, or says why not."""

from __future__ import annotations

import shutil
import sys
import tempfile

from tests.deploy.static import TERRAFORM
from tests.deploy.terraform import Terraform, TerraformFailed


def main() -> int:
    """Say what is missing, if something is, and return the exit status."""
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
