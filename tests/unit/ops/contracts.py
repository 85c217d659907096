"""A small contract, and changes of it."""

SMALL = """\
openapi: 3.0.3
info: {title: Shop, version: 1.4.0}
paths:
  /orders:
    get:
      operationId: listOrders
      parameters:
        - {name: limit, in: query, schema: {type: integer, maximum: 100}}
      responses:
        '200':
          description: The orders.
          content:
            application/json:
              schema: {type: object, properties: {total: {type: integer}}}
"""


def changed(*replaced: tuple[str, str], version: str = "1.4.0") -> str:
    """Return the small contract with parts replaced."""
    text = SMALL.replace("1.4.0", version)
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new)
    return text


BROKEN = ("maximum: 100", "maximum: 50")
WIDER = ("maximum: 100", "maximum: 200")
OTHER_WORDS = ("The orders.", "All the orders.")
DEPRECATED = ("operationId: listOrders", "operationId: listOrders\n      deprecated: true")
