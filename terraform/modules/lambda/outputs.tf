output "functions" {
  description = "Each function by its key. `invoke_arn` and `alias_arn` refer to the alias `live`; `stage_invoke_arn` refers to the alias in the API stage's variable."
  value = { for key, function in aws_lambda_function.this : key => {
    name             = function.function_name
    arn              = function.arn
    alias            = local.live[key].name
    aliases          = keys(local.aliases)
    alias_arn        = local.live[key].arn
    invoke_arn       = local.live[key].invoke_arn
    stage_invoke_arn = "arn:${local.partition}:apigateway:${local.region}:lambda:path/2015-03-31/functions/${local.arns[key]}:$${stageVariables.alias}/invocations"
    version          = function.version
    role_arn         = aws_iam_role.this[key].arn
    role_name        = aws_iam_role.this[key].name
    log_group        = aws_cloudwatch_log_group.this[key].name
  } }
}
