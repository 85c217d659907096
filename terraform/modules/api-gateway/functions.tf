locals {
  # Every GET path answers HEAD, with the same function.
  invoked = merge(
    { for operation, method in local.methods : operation => merge(method, { function = operation, suffix = "" }) },
    { for operation, method in local.methods : "${operation}/head" => merge(method, { function = operation, method = "HEAD", suffix = "-head" }) if method.method == "GET" },
  )

  permissions = merge(flatten([for api in keys(local.apis) : [for alias in ["live", "canary"] : {
    for key, method in local.invoked : "${api}/${key}/${alias}" => {
      api      = api
      function = method.function
      suffix   = method.suffix
      alias    = alias
      # In an execution ARN, * stands for a path parameter.
      method = "${method.method}${replace(method.path, "/\\{[^}]+\\}/", "*")}"
    }
  }]])...)
}

resource "aws_lambda_permission" "method" {
  for_each = local.permissions

  statement_id  = "${each.value.api}-${each.value.alias}${each.value.suffix}"
  action        = "lambda:InvokeFunction"
  function_name = var.functions[each.value.function].name
  qualifier     = each.value.alias
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.this[each.value.api].execution_arn}/${var.stage}/${each.value.method}"
}

# API Gateway assumes this role to invoke the authorizer; the API's document refers to it. IfExists, because AWS does not
# document that API Gateway passes its account ("Use API Gateway Lambda authorizers", API Gateway Developer Guide).
resource "aws_iam_role" "authorizer" {
  name                 = "${local.name}-invoke-authorizer"
  description          = "Lets API Gateway invoke the authorizer."
  permissions_boundary = "arn:${data.aws_partition.this.partition}:iam::${data.aws_caller_identity.this.account_id}:policy/${var.project_name}-pipeline-boundary-${var.stage}"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "apigateway.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEqualsIfExists = { "aws:SourceAccount" = data.aws_caller_identity.this.account_id } }
    }]
  })
}

resource "aws_iam_role_policy" "authorizer" {
  name = "invoke"
  role = aws_iam_role.authorizer.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["lambda:InvokeFunction"]
      Resource = [var.functions[var.authorizer].alias_arn]
    }]
  })
}
