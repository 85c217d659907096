data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

# Roles, the state bucket and GitHub's provider have names that are unique in an account, so a second region can't be bootstrapped.
data "aws_iam_roles" "pipeline" {
  name_regex = "^${local.project_name}-pipeline-"
}

data "aws_iam_role" "pipeline" {
  for_each = data.aws_iam_roles.pipeline.names

  name = each.value
}

locals {
  project_name = jsondecode(file("${path.module}/../project.json")).name

  # The region of the account's bootstrap, if it has one.
  regions = [for role in data.aws_iam_role.pipeline : lookup(role.tags, "Region", var.region)]

  account   = data.aws_caller_identity.this.account_id
  partition = data.aws_partition.this.partition

  state_bucket = "${local.project_name}-terraform-state-${local.account}"

  # Stages run the images of one account, which has the repository.
  has_repository = var.image_account == null
  repository_arn = "arn:${local.partition}:ecr:${var.region}:${coalesce(var.image_account, local.account)}:repository/${local.project_name}"
}

# State and lock file of each stage. Only the pipeline and administrators have access, so there is no access log. The
# backend requests S3's own key for each state that it writes, whatever the bucket's default.
module "state_bucket" {
  source = "../modules/safe-bucket"

  bucket_name     = local.state_bucket
  lifecycle_rules = [{ id = "delete-old-versions", noncurrent_days = 90, newer_noncurrent_versions = 20, abort_multipart_days = 7 }]
}

# Image of the functions. Tags are immutable.
resource "aws_ecr_repository" "functions" {
  count = local.has_repository ? 1 : 0

  name                 = local.project_name
  image_tag_mutability = "IMMUTABLE"

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = "KMS"
  }
}

resource "aws_ecr_lifecycle_policy" "functions" {
  count = local.has_repository ? 1 : 0

  repository = aws_ecr_repository.functions[0].name

  policy = jsonencode({
    rules = [{
      rulePriority = 1
      # Tagged images may be deployed or needed for a rollback: they are deleted manually.
      description = "Keep the newest ${var.kept_images} untagged images."
      selection   = { tagStatus = "untagged", countType = "imageCountMoreThan", countNumber = var.kept_images }
      action      = { type = "expire" }
    }]
  })
}

# For another account both statements are required ("Create a Lambda function using a container image", Lambda Developer
# Guide): one for the role that creates the function, one for Lambda.
resource "aws_ecr_repository_policy" "functions" {
  count = local.has_repository ? 1 : 0

  repository = aws_ecr_repository.functions[0].name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat([{
      Sid       = "Lambda"
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
      Condition = { ArnLike = { "aws:SourceArn" = concat(
        [for stage in keys(var.stages) : "arn:${local.partition}:lambda:${local.here}:function:${local.project_name}-${stage}-*"],
        [for account in var.running_accounts : "arn:${local.partition}:lambda:${var.region}:${account}:function:${local.project_name}-*"],
      ) } }
      }], [for account in var.running_accounts : {
      Sid       = "Account${account}"
      Effect    = "Allow"
      Principal = { AWS = "arn:${local.partition}:iam::${account}:root" }
      Action    = ["ecr:BatchGetImage", "ecr:DescribeImages", "ecr:GetDownloadUrlForLayer", "ecr:GetRepositoryPolicy"]
    }])
  })
}

# API Gateway writes the access logs of all APIs with this role, and rejects a stage with an access log without it. IfExists,
# because AWS does not document that API Gateway passes its account ("Set up CloudWatch logging for REST APIs in API
# Gateway", API Gateway Developer Guide).
resource "aws_iam_role" "api_gateway_logs" {
  count = var.create_api_gateway_account ? 1 : 0

  name        = "api-gateway-logs"
  description = "Lets API Gateway write logs."

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "apigateway.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEqualsIfExists = { "aws:SourceAccount" = local.account } }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "api_gateway_logs" {
  count = var.create_api_gateway_account ? 1 : 0

  role       = aws_iam_role.api_gateway_logs[0].name
  policy_arn = "arn:${local.partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
}

resource "aws_api_gateway_account" "this" {
  count = var.create_api_gateway_account ? 1 : 0

  cloudwatch_role_arn = aws_iam_role.api_gateway_logs[0].arn

  depends_on = [aws_iam_role_policy_attachment.api_gateway_logs]
}
