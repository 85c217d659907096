# The most that a role of a stage can do, whatever its own policies allow: a deploy role can create roles, but only with
# this boundary ("Permissions boundaries for IAM entities", IAM User Guide). It covers the functions and API Gateway's
# authorizer role. Only an administrator of the account changes it: a function that needs more needs it here first, which
# tests/deploy/test_policies.py checks.
locals {
  boundary_arns = { for stage in keys(var.stages) : stage => "arn:${local.partition}:iam::${local.account}:policy/${local.project_name}-pipeline-boundary-${stage}" }

  boundaries = { for stage, name in local.names : stage => concat([
    {
      Sid      = "Table"
      Effect   = "Allow"
      Resource = ["arn:${local.partition}:dynamodb:${local.here}:table/${name}", "arn:${local.partition}:dynamodb:${local.here}:table/${name}/*"]
      Action = [
        "dynamodb:BatchGetItem", "dynamodb:BatchWriteItem", "dynamodb:ConditionCheckItem", "dynamodb:DeleteItem", "dynamodb:DescribeStream",
        "dynamodb:GetItem", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem",
      ]
    },
    { Sid = "Objects", Effect = "Allow", Resource = ["arn:${local.partition}:s3:::${name}-*/*"], Action = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"] },
    { Sid = "Exports", Effect = "Allow", Resource = ["arn:${local.partition}:s3:::${name}-exports-*"], Action = ["s3:ListBucket"] },
    {
      Sid      = "Secrets"
      Effect   = "Allow"
      Resource = ["arn:${local.partition}:secretsmanager:${local.here}:secret:${local.project_name}/${stage}/*"]
      Action   = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage"]
    },
    # Encryption contexts identify the stage: the tag of a new key takes effect only after some minutes.
    {
      Sid       = "Settings"
      Effect    = "Allow"
      Resource  = ["arn:${local.partition}:kms:${local.here}:key/*"]
      Action    = ["kms:Decrypt"]
      Condition = { ArnLike = { "kms:EncryptionContext:aws:lambda:FunctionArn" = "arn:${local.partition}:lambda:${local.here}:function:${name}-*" } }
    },
    {
      Sid      = "SecretsKey"
      Effect   = "Allow"
      Resource = ["arn:${local.partition}:kms:${local.here}:key/*"]
      Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
      Condition = {
        StringEquals = { "kms:ViaService" = "secretsmanager.${var.region}.amazonaws.com" }
        ArnLike      = { "kms:EncryptionContext:SecretARN" = "arn:${local.partition}:secretsmanager:${local.here}:secret:${local.project_name}/${stage}/*" }
      }
    },
    { Sid = "Functions", Effect = "Allow", Resource = ["arn:${local.partition}:lambda:${local.here}:function:${name}-*"], Action = ["lambda:InvokeFunction"] },
    { Sid = "Events", Effect = "Allow", Resource = ["arn:${local.partition}:events:${local.here}:event-bus/${name}"], Action = ["events:PutEvents"] },
    { Sid = "Queues", Effect = "Allow", Resource = ["arn:${local.partition}:sqs:${local.here}:${name}-*"], Action = ["sqs:SendMessage"] },
    {
      Sid      = "Mail"
      Effect   = "Allow"
      Resource = ["arn:${local.partition}:ses:${local.here}:configuration-set/${name}", "arn:${local.partition}:ses:${local.here}:identity/*"]
      Action   = ["ses:SendRawEmail"]
    },
    { Sid = "Logs", Effect = "Allow", Resource = ["arn:${local.partition}:logs:${local.here}:log-group:/aws/lambda/${name}-*"], Action = ["logs:CreateLogStream", "logs:PutLogEvents"] },
    # Neither supports resource-level permissions.
    { Sid = "Traces", Effect = "Allow", Resource = ["*"], Action = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"] },
    { Sid = "Streams", Effect = "Allow", Resource = ["*"], Action = ["dynamodb:ListStreams"] },
    ], [for statement in [
      # Lambda attaches functions to a VPC with their roles.
      {
        Sid      = "Network"
        Effect   = "Allow"
        Resource = ["*"]
        Action   = ["ec2:AssignPrivateIpAddresses", "ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets", "ec2:UnassignPrivateIpAddresses"]
      },
  ] : statement if var.has_network]) }
}

resource "aws_iam_policy" "boundary" {
  for_each = local.boundaries

  name = "${local.project_name}-pipeline-boundary-${each.key}"
  # A new description would replace the policy.
  description = "The most that a role of stage ${each.key} can do."

  policy = jsonencode({ Version = "2012-10-17", Statement = each.value })
}
