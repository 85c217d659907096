"""Build the documentation site: ``make docs``."""

import sys

from codegen.contract import ContractError
from codegen.site.build import build
from codegen.site.errors import SiteError
from codegen.site.paths import ROOT, SITE


def main() -> int:
    """Build the site and return the exit code."""
    try:
        build()
    except (ContractError, SiteError) as error:
        print(error, file=sys.stderr)
        print("The documentation was not built. Correct the errors above and run `make docs` again.", file=sys.stderr)
        return 1
    print(f"Built the documentation: open {SITE.relative_to(ROOT)}/index.html.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
