"""``python -m codegen.site``: what `make docs` runs."""

import sys

from codegen.contract import ContractError
from codegen.site.build import build
from codegen.site.errors import SiteError
from codegen.site.place import ROOT, SITE


def main() -> int:
    """Build the site and return the exit code: 1 if it can't be built as it is."""
    try:
        build()
    except (ContractError, SiteError) as error:
        print(error, file=sys.stderr)
        print("The documentation could not be built: see above, and try again with `make docs`.", file=sys.stderr)
        return 1
    print(f"The documentation is in {SITE.relative_to(ROOT)}: start at {SITE.relative_to(ROOT)}/index.html.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
