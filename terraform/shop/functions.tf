# Input of module lambda: functions.json has each function's memory, settings and actions; this file adds the settings'
# values and the actions' resources.
locals {
  rows    = jsondecode(file("${path.module}/../functions.json"))
  queries = jsondecode(file("${path.module}/../queries.json"))
  written = jsondecode(file("${path.module}/../settings.json"))

  payment_function = "${local.name}-${local.rows["process_payment"].name}:live"

  # Settings of every function.
  common_settings = {
    ENVIRONMENT     = var.stage
    LOG_LEVEL       = coalesce(local.config.log_level, local.settings["LOG_LEVEL"])
    ALLOWED_ORIGINS = join(" ", local.allowed_origins)
    DOCS_URL        = local.docs_url
    ADMIN_MFA       = local.settings["ADMIN_MFA"]
  }

  settings = merge(local.written["all"], lookup(local.written, var.stage, {}), local.config.settings, {
    TABLE_NAME             = module.dynamodb.table_name
    S3_BUCKET_NAME         = module.s3.bucket_name
    EXPORT_BUCKET_NAME     = module.exports.bucket_name
    IMAGE_BASE_URL         = local.image_base_url
    JWT_SECRET_NAME        = module.secrets.jwt_secret_name
    ENCRYPTION_SECRET_NAME = module.secrets.encryption_secret_name
    PAYMENT_SECRET_NAME    = module.secrets.payment_secret_name
    PAYMENT_FUNCTION_NAME  = local.payment_function
    SES_FROM_EMAIL         = local.config.from_email
    ACCOUNT_PAGES_URL      = coalesce(local.config.account_pages_url, "${local.docs_url}/account")
    EVENT_BUS_NAME         = module.notifications.bus_name
    DEAD_LETTER_QUEUE_URL  = module.notifications.queues["dead_letters"].url
    # The API is reachable only through CloudFront then: see module cdn.
    TRUSTED_PROXIES = local.has_cdn_in_front ? "1" : local.written["all"]["TRUSTED_PROXIES"]
  })

  # A function's settings show which secret it reads; Secrets Manager passes the secret to the rotation function.
  secret_arns = { for key, row in local.rows : key => concat(
    contains(row.settings, "JWT_SECRET_NAME") || contains(row.triggers, "secret rotation: jwt/secret") ? [module.secrets.jwt_secret_arn] : [],
    contains(row.settings, "ENCRYPTION_SECRET_NAME") ? [module.secrets.encryption_secret_arn] : [],
    contains(row.settings, "PAYMENT_SECRET_NAME") ? [module.secrets.payment_secret_arn] : [],
  ) }

  indexes = { for key, row in local.rows : key => [for place in lookup(local.queries, key, ["table"]) : place if place != "table"] }

  # One statement per kind of resource, restricted to the resources that the function needs.
  table_actions = { for key, row in local.rows : key => [
    for action in row.actions : action
    if startswith(action, "dynamodb:") && (action != "dynamodb:Query" || contains(lookup(local.queries, key, ["table"]), "table"))
  ] }
  rewriting      = ["dynamodb:DeleteItem", "dynamodb:UpdateItem"]
  stream_actions = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"]

  statements = { for key, row in local.rows : key => [
    for statement in [
      {
        sid       = "Table"
        actions   = [for action in local.table_actions[key] : action if !contains(local.rewriting, action)]
        resources = [module.dynamodb.table_arn]
        condition = null
      },
      {
        # Entries of the audit are added only.
        sid       = "Rows"
        actions   = [for action in local.table_actions[key] : action if contains(local.rewriting, action)]
        resources = [module.dynamodb.table_arn]
        condition = { "ForAllValues:StringNotLike" = { "dynamodb:LeadingKeys" = ["AUDIT#*"] } }
      },
      {
        sid       = "Indexes"
        actions   = [for action in row.actions : action if action == "dynamodb:Query"]
        resources = [for index in local.indexes[key] : module.dynamodb.index_arns[index]]
        condition = null
      },
      {
        # Lambda reads the stream with the function's role.
        sid       = "Stream"
        actions   = anytrue([for trigger in row.triggers : startswith(trigger, "dynamodb stream: ")]) ? local.stream_actions : []
        resources = [module.dynamodb.stream_arn]
        condition = null
      },
      {
        # It knows no resource.
        sid       = "Streams"
        actions   = anytrue([for trigger in row.triggers : startswith(trigger, "dynamodb stream: ")]) ? ["dynamodb:ListStreams"] : []
        resources = ["*"]
        condition = null
      },
      {
        # Lambda sends exhausted batches with the function's role.
        sid       = "StreamFailures"
        actions   = anytrue([for trigger in row.triggers : startswith(trigger, "dynamodb stream: ")]) ? ["sqs:SendMessage"] : []
        resources = [module.notifications.queues["stream_failures"].arn]
        condition = null
      },
      {
        sid       = "Secrets"
        actions   = [for action in row.actions : action if startswith(action, "secretsmanager:")]
        resources = local.secret_arns[key]
        condition = null
      },
      {
        # Only Secrets Manager uses the key, on behalf of the function.
        sid = "SecretsKey"
        actions = distinct(flatten([
          for action in row.actions : lookup({
            "secretsmanager:GetSecretValue" = ["kms:Decrypt"]
            "secretsmanager:PutSecretValue" = ["kms:Decrypt", "kms:GenerateDataKey"]
          }, action, [])
        ]))
        resources = [module.kms.secrets_key_arn]
        condition = {
          StringEquals = {
            "kms:ViaService"                  = ["secretsmanager.${local.region}.amazonaws.com"]
            "kms:EncryptionContext:SecretARN" = local.secret_arns[key]
          }
        }
      },
      {
        sid       = "Payment"
        actions   = [for action in row.actions : action if action == "lambda:InvokeFunction"]
        resources = ["arn:${local.partition}:lambda:${local.region}:${local.account}:function:${local.payment_function}"]
        condition = null
      },
      {
        sid       = "Images"
        actions   = [for action in row.actions : action if action == "s3:PutObject" && contains(row.settings, "S3_BUCKET_NAME")]
        resources = ["${module.s3.bucket_arn}/products/*"]
        condition = null
      },
      {
        sid       = "Exports"
        actions   = [for action in row.actions : action if startswith(action, "s3:") && action != "s3:ListBucket" && contains(row.settings, "EXPORT_BUCKET_NAME")]
        resources = ["${module.exports.bucket_arn}/exports/*"]
        condition = null
      },
      {
        # Whether there is an export, and how old it is.
        sid       = "ExportList"
        actions   = [for action in row.actions : action if action == "s3:ListBucket"]
        resources = [module.exports.bucket_arn]
        condition = null
      },
      {
        sid     = "Mail"
        actions = [for action in row.actions : action if action == "ses:SendRawEmail"]
        # In its sandbox, SES requires permission for the recipient's identity, too: aws/aws-sdk-js issue 3641, "SendTemplatedEmail
        # uses unexpected IAM policy". There, the recipients of tests are addresses of the mailbox simulator.
        resources = [module.notifications.identity_arn, module.notifications.configuration_set_arn, "arn:${local.partition}:ses:${local.region}:${local.account}:identity/*@simulator.amazonses.com"]
        condition = { StringEquals = { "ses:FromAddress" = [local.config.from_email] } }
      },
      {
        sid       = "Events"
        actions   = [for action in row.actions : action if action == "events:PutEvents"]
        resources = [module.notifications.bus_arn]
        condition = null
      },
      {
        sid       = "DeadLetters"
        actions   = [for action in row.actions : action if action == "sqs:SendMessage"]
        resources = [module.notifications.queues["dead_letters"].arn]
        condition = null
      },
    ] : statement if length(statement.actions) > 0 && length(statement.resources) > 0
  ] }

  functions = { for key, row in local.rows : key => {
    name                 = row.name
    handler              = row.handler
    memory               = row.memory
    timeout              = row.timeout
    settings             = merge(local.common_settings, { for name in row.settings : name => local.settings[name] })
    statements           = local.statements[key]
    reserved_concurrency = lookup(local.config.reserved_concurrency, key, -1)
    is_asynchronous      = length([for trigger in row.triggers : trigger if startswith(trigger, "s3:") || startswith(trigger, "schedule ")]) > 0
  } }

  # An action without a statement would be denied at run time.
  without_resources = flatten([for key, row in local.rows : [
    for action in row.actions : "${action} of ${key}"
    if !contains(flatten(local.statements[key][*].actions), action)
  ]])
}
