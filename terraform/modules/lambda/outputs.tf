output "functions" {
  description = "Each function by its key: `invoke_arn` is what API Gateway calls, and like `alias_arn` it names the alias."
  value = { for key, function in aws_lambda_function.this : key => {
    name       = function.function_name
    arn        = function.arn
    alias      = aws_lambda_alias.live[key].name
    alias_arn  = aws_lambda_alias.live[key].arn
    invoke_arn = aws_lambda_alias.live[key].invoke_arn
    version    = function.version
    role_arn   = aws_iam_role.this[key].arn
    role_name  = aws_iam_role.this[key].name
    log_group  = aws_cloudwatch_log_group.this[key].name
  } }
}
