data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

data "aws_region" "this" {}

locals {
  prefix    = "${var.project_name}-${var.stage}"
  account   = data.aws_caller_identity.this.account_id
  partition = data.aws_partition.this.partition
  region    = data.aws_region.this.name

  # Composed here because a role is created before its function and contains both.
  names = { for key, function in var.functions : key => "${local.prefix}-${function.name}" }
  arns  = { for key, name in local.names : key => "arn:${local.partition}:lambda:${local.region}:${local.account}:function:${name}" }
  aliases = {
    live   = "Version that serves requests."
    canary = "Version that a canary release sends a share of the requests to."
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
  #checkov:skip=CKV_AWS_116:on_failure below keeps failed events with the error, which a DLQ does not
  #checkov:skip=CKV_AWS_272:Lambda verifies code signatures of zip files only; an image is identified by its digest
  for_each = var.functions

  function_name                  = local.names[each.key]
  role                           = aws_iam_role.this[each.key].arn
  architectures                  = [var.architecture]
  memory_size                    = each.value.memory
  timeout                        = each.value.timeout
  reserved_concurrent_executions = each.value.reserved_concurrency
  publish                        = true
  kms_key_arn                    = var.lambda_key_arn

  # All functions share one image; the command selects the handler.
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

  # Otherwise Lambda creates the log group itself, without retention; and a function without its permissions fails.
  depends_on = [aws_cloudwatch_log_group.this, aws_iam_role_policy.this]
}

# All callers use an alias. Aliases start at the function's first version; from then on, releases move them together
# (`bin/shop release`, `bin/shop rollback`), and an apply leaves them in place.
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

# Asynchronous functions: after two retries, the whole event goes to the queue together with the error.
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
