data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

data "aws_region" "this" {}

locals {
  prefix    = "ecommerce-${var.stage}"
  account   = data.aws_caller_identity.this.account_id
  partition = data.aws_partition.this.partition
  region    = data.aws_region.this.name

  # Put together here, because a role is made before its function, and names both.
  names = { for key, function in var.functions : key => "${local.prefix}-${function.name}" }
  arns  = { for key, name in local.names : key => "arn:${local.partition}:lambda:${local.region}:${local.account}:function:${name}" }
  aliases = {
    live   = "The version that is in use."
    canary = "The version that a release tries on some of the requests."
  }
  live       = { for key in keys(var.functions) : key => aws_lambda_alias.this["live/${key}"] }
  log_groups = { for key, name in local.names : key => "/aws/lambda/${name}" }
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = var.functions

  name              = local.log_groups[each.key]
  retention_in_days = var.log_retention_days
  kms_key_id        = var.logs_key_arn
}

resource "aws_lambda_function" "this" {
  #checkov:skip=CKV_AWS_116:on_failure below keeps failed events, and what went wrong, which a DLQ doesn't
  #checkov:skip=CKV_AWS_272:AWS checks signatures of zip files only: an image is named by its digest
  for_each = var.functions

  function_name                  = local.names[each.key]
  role                           = aws_iam_role.this[each.key].arn
  architectures                  = [var.architecture]
  memory_size                    = each.value.memory
  timeout                        = each.value.timeout
  reserved_concurrent_executions = each.value.reserved_concurrency
  publish                        = true
  kms_key_arn                    = var.lambda_key_arn

  # One image for all: its command says which function it is.
  package_type = "Image"
  image_uri    = var.image_uri

  image_config {
    command = [each.value.handler]
  }

  environment {
    variables = merge(each.value.settings, var.more_settings)
  }

  tracing_config {
    mode = "Active"
  }

  dynamic "vpc_config" {
    for_each = var.vpc[*]

    content {
      subnet_ids         = vpc_config.value.subnet_ids
      security_group_ids = vpc_config.value.security_group_ids
    }
  }

  # Lambda would make the log group itself, and keep it for ever; and a function without its rights fails.
  depends_on = [aws_cloudwatch_log_group.this, aws_iam_role_policy.this]
}

# Whoever calls a function calls one of these. They begin at the version that the function begins with; from then on a
# release moves them (`bin/shop release`), all together and back together, and an apply leaves them where they are.
resource "aws_lambda_alias" "this" {
  for_each = { for pair in setproduct(keys(var.functions), keys(local.aliases)) : "${pair[1]}/${pair[0]}" => { function = pair[0], name = pair[1] } }

  name             = each.value.name
  description      = local.aliases[each.value.name]
  function_name    = aws_lambda_function.this[each.value.function].function_name
  function_version = aws_lambda_function.this[each.value.function].version

  lifecycle {
    ignore_changes = [function_version]
  }
}

# Those that nobody waits for: after two more tries an event is kept whole, with what went wrong.
resource "aws_lambda_function_event_invoke_config" "this" {
  for_each = { for key, function in var.functions : key => function if function.is_asynchronous }

  function_name                = aws_lambda_function.this[each.key].function_name
  qualifier                    = local.live[each.key].name
  maximum_retry_attempts       = 2
  maximum_event_age_in_seconds = 3600

  destination_config {
    on_failure {
      destination = var.failed_events_queue_arn
    }
  }
}
