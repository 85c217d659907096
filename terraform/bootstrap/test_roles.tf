# Permissions to test a deployed stage: contract tests, which need their own admin and partner key, and a purge of the test
# data. In production, the end-to-end test is a customer who places and cancels an order, and the role can only read and
# delete: no BatchWriteItem, which includes puts.
#
# Access to items is restricted by the prefix of the partition key. The keys of USER# and ORDER# items do not reveal
# whether they are test data, so `bin/shop purge` inspects each item before it deletes it. No table is scanned.
locals {
  rows = { for stage, name in local.names : stage => {
    table = ["arn:${local.partition}:dynamodb:${local.here}:table/${name}"]
    # Accounts are found only by addresses of the SES mailbox simulator; in production, only by those of end-to-end tests.
    address = stage == "prod" ? "EMAIL#success+e2e-*@simulator.amazonses.com" : "EMAIL#success+*@simulator.amazonses.com"
  } }

  tests = { for stage, rows in local.rows : stage => concat([
    {
      Effect    = "Allow"
      Resource  = rows.table
      Action    = ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:Query"]
      Condition = { "ForAllValues:StringLike" = { "dynamodb:LeadingKeys" = concat([rows.address, "USER#*", "ORDER#*", "PAYMENT#*"], stage == "prod" ? [] : ["PRODUCT#*"]) } }
    },
    # Whether e-mails are sent: `bin/shop purge` doesn't wait for others. Of identities, only the address or domain is known here.
    { Effect = "Allow", Resource = ["*"], Action = ["ses:GetAccount", "ses:ListEmailIdentities"], Condition = { StringEquals = { "aws:RequestedRegion" = var.region } } },
    { Effect = "Allow", Resource = ["arn:${local.partition}:ses:${local.here}:identity/*"], Action = ["ses:GetEmailIdentity"], Condition = {} },
    ], [for statement in [
      # The shop's own transaction cancels an interrupted order: status, stored response, stock and pending refund. The test
      # account becomes an admin, with an entry of the audit, and is one no more when it is deleted.
      {
        Effect    = "Allow"
        Resource  = rows.table
        Action    = ["dynamodb:UpdateItem"]
        Condition = { "ForAllValues:StringLike" = { "dynamodb:LeadingKeys" = ["USER#*", "PRODUCT#*", "ADMINS"] } }
      },
      {
        Effect    = "Allow"
        Resource  = rows.table
        Action    = ["dynamodb:PutItem"]
        Condition = { "ForAllValues:StringLike" = { "dynamodb:LeadingKeys" = ["ORDER#*", "AUDIT#user:*"] } }
      },
      # The mark of the image that passed: see ops/images. No other role can write it.
      { Effect = "Allow", Resource = ["${module.state_bucket.bucket_arn}/passed/*"], Action = ["s3:GetObject", "s3:PutObject"], Condition = {} },
      # APIs and usage plans. API keys have IDs only: the tag identifies the stage.
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
  ] : statement if stage != "prod"]) }
}
