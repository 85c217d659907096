# What is asked of a stage once it is deployed: contract tests, which need an admin and a partner of their own, and a purge
# of all that they made. In production that is the end-to-end check, a customer who orders and cancels.
#
# Rows are told apart by the beginning of their partition's key: USER# and ORDER# of all customers, as theirs don't say
# whose tests they are of. `bin/shop purge` looks at each before it deletes it. No table is scanned.
locals {
  moved = [
    "PK", "SK", "GSI2PK", "GSI2SK", "answered", "deletedAt", "orderId", "paymentId", "revision", "shownRevision", "shownStatus",
    "shownUpdatedAt", "status", "stock", "updatedAt",
  ]

  rows = { for stage, name in local.names : stage => {
    table = ["arn:${local.partition}:dynamodb:${local.here}:table/${name}"]
    # By an address of the mail simulator's alone is an account found, and none of another run's kind in production.
    address = stage == "prod" ? "EMAIL#success+e2e-*@simulator.amazonses.com" : "EMAIL#success+*@simulator.amazonses.com"
  } }

  tests = { for stage, rows in local.rows : stage => concat([
    {
      Effect    = "Allow"
      Resource  = rows.table
      Action    = ["dynamodb:BatchWriteItem", "dynamodb:GetItem", "dynamodb:Query"]
      Condition = { "ForAllValues:StringLike" = { "dynamodb:LeadingKeys" = concat([rows.address, "USER#*", "ORDER#*", "PAYMENT#*"], stage == "prod" ? [] : ["PRODUCT#*"]) } }
    },
    # An order that was cut off is cancelled by the shop's own transaction: its status, its kept answer, the products' stock,
    # a refund that is due. Whoever tries dev is made an admin there; in production nobody's role or password is written.
    {
      Effect   = "Allow"
      Resource = rows.table
      Action   = ["dynamodb:UpdateItem"]
      Condition = merge(
        { "ForAllValues:StringLike" = { "dynamodb:LeadingKeys" = ["USER#*", "PRODUCT#*"] } },
        stage == "prod" ? { "ForAllValues:StringEquals" = { "dynamodb:Attributes" = local.moved } } : {},
      )
    },
    {
      Effect    = "Allow"
      Resource  = rows.table
      Action    = ["dynamodb:PutItem"]
      Condition = { "ForAllValues:StringLike" = { "dynamodb:LeadingKeys" = ["ORDER#*"] } }
    },
    ], stage == "prod" ? [] : [
    # Where its APIs are, and which plans there are. Keys have ids only: what tells whose one is, is its tag.
    {
      Effect    = "Allow"
      Resource  = [for path in ["restapis", "apikeys", "apikeys/*", "usageplans", "usageplans/*"] : "arn:${local.partition}:apigateway:${var.region}::/${path}"]
      Action    = ["apigateway:GET"]
      Condition = {}
    },
    { Effect = "Allow", Resource = ["arn:${local.partition}:apigateway:${var.region}::/apikeys"], Action = ["apigateway:POST"], Condition = { StringEquals = { "aws:RequestTag/Stage" = stage } } },
    { Effect = "Allow", Resource = ["arn:${local.partition}:apigateway:${var.region}::/tags/*"], Action = ["apigateway:POST", "apigateway:PUT"], Condition = { StringEquals = { "aws:RequestTag/Stage" = stage } } },
    { Effect = "Allow", Resource = ["arn:${local.partition}:apigateway:${var.region}::/apikeys/*"], Action = ["apigateway:DELETE"], Condition = { StringEquals = { "aws:ResourceTag/Stage" = stage } } },
    { Effect = "Allow", Resource = ["arn:${local.partition}:apigateway:${var.region}::/usageplans/*/keys"], Action = ["apigateway:POST"], Condition = {} },
  ]) }
}
