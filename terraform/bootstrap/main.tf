data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

locals {
  account   = data.aws_caller_identity.this.account_id
  partition = data.aws_partition.this.partition

  state_bucket = "ecommerce-terraform-state-${local.account}"
}

# Holds the state of each stage and its lock file. Only the pipeline and administrators have access: no access log.
# Terraform's backend requests S3's own key for each state it writes, whatever the bucket's default is.
module "state_bucket" {
  source = "../modules/safe-bucket"

  bucket_name     = local.state_bucket
  lifecycle_rules = [{ id = "delete-old-versions", noncurrent_days = 90, newer_noncurrent_versions = 20, abort_multipart_days = 7 }]
}

# The image of the functions. A tag never becomes another image.
resource "aws_ecr_repository" "functions" {
  name                 = "ecommerce"
  image_tag_mutability = "IMMUTABLE"

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = "KMS"
  }
}

resource "aws_ecr_lifecycle_policy" "functions" {
  repository = aws_ecr_repository.functions.name

  policy = jsonencode({
    rules = [{
      rulePriority = 1
      # One with a tag may be what a stage runs, or goes back to: those are taken away by hand.
      description = "Keeps the newest ${var.kept_images} without a tag."
      selection   = { tagStatus = "untagged", countType = "imageCountMoreThan", countNumber = var.kept_images }
      action      = { type = "expire" }
    }]
  })
}

resource "aws_ecr_repository_policy" "functions" {
  repository = aws_ecr_repository.functions.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Lambda"
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
      Condition = { ArnLike = { "aws:SourceArn" = [for stage in keys(var.stages) : "arn:${local.partition}:lambda:${var.region}:${local.account}:function:ecommerce-${stage}-*"] } }
    }]
  })
}

# By this API Gateway writes every API's access log: without it a stage with a log is refused.
resource "aws_iam_role" "api_gateway_logs" {
  count = var.create_api_gateway_account ? 1 : 0

  name        = "api-gateway-logs"
  description = "What API Gateway may do: write logs."

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "apigateway.amazonaws.com" }
      Action    = "sts:AssumeRole"
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
