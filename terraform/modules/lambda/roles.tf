locals {
  # Permissions of every function.
  common_statements = { for key, name in local.names : key => [
    {
      Sid      = "Logs"
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource = ["arn:${local.partition}:logs:${local.region}:${local.account}:log-group:${local.log_groups[key]}:*"]
    },
    {
      # X-Ray actions support no resource-level permissions.
      Sid      = "Traces"
      Effect   = "Allow"
      Action   = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]
      Resource = ["*"]
    },
    {
      Sid       = "Settings"
      Effect    = "Allow"
      Action    = ["kms:Decrypt"]
      Resource  = [var.lambda_key_arn]
      Condition = { ArnLike = { "kms:EncryptionContext:aws:lambda:FunctionArn" = [local.arns[key], "${local.arns[key]}:*"] } }
    },
  ] }

  failure_statements = { for key, function in var.functions : key => [
    for queue in [var.failed_events_queue_arn] : {
      Sid      = "FailedEvents"
      Effect   = "Allow"
      Action   = ["sqs:SendMessage"]
      Resource = [queue]
    } if function.is_asynchronous
  ] }

  # Lambda creates network interfaces with the function's role and requires these permissions on all resources. The Deny
  # keeps the function's code from using them.
  vpc_statements = { for key, arn in local.arns : key => [
    for statement in [
      {
        Sid    = "Network"
        Effect = "Allow"
        Action = ["ec2:AssignPrivateIpAddresses", "ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets", "ec2:UnassignPrivateIpAddresses"]
      },
      {
        Sid       = "NetworkIsForLambda"
        Effect    = "Deny"
        Action    = ["ec2:AssignPrivateIpAddresses", "ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets", "ec2:UnassignPrivateIpAddresses"]
        Condition = { ArnEquals = { "lambda:SourceFunctionArn" = arn } }
      },
    ] : merge(statement, { Resource = ["*"] }) if var.vpc != null
  ] }

  own_statements = { for key, function in var.functions : key => [
    for statement in function.statements : merge(
      {
        Sid      = statement.sid
        Effect   = "Allow"
        Action   = statement.actions
        Resource = statement.resources
      },
      statement.condition == null ? {} : { Condition = statement.condition },
    )
  ] }
}

resource "aws_iam_role" "this" {
  for_each = var.functions

  name                 = local.names[each.key]
  description          = "Permissions of the function ${local.names[each.key]}."
  permissions_boundary = "arn:${local.partition}:iam::${local.account}:policy/${var.project_name}-pipeline-boundary-${var.stage}"

  # IfExists, because AWS does not document that Lambda passes its account when it assumes an execution role ("Defining
  # Lambda function permissions with an execution role", Lambda Developer Guide).
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEqualsIfExists = { "aws:SourceAccount" = local.account } }
    }]
  })
}

resource "aws_iam_role_policy" "this" {
  for_each = var.functions

  name = "function"
  role = aws_iam_role.this[each.key].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      local.common_statements[each.key],
      local.failure_statements[each.key],
      local.vpc_statements[each.key],
      local.own_statements[each.key],
    )
  })
}
