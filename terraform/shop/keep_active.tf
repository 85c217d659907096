# Lambda Developer Guide, "Create a Lambda function using a container image": a function that nobody invokes for several weeks
# becomes Inactive and rejects its next invocation. Each function gets an event every week that it ignores
# (handlers/runtime/invocation.py). `bin/shop release` and `rollback` activate the versions that they serve.
locals {
  # A rule has at most five targets.
  keep_active_rules = { for index, functions in chunklist(sort(keys(local.rows)), 5) : tostring(index + 1) => functions }
  keep_active = merge([for rule, functions in local.keep_active_rules : {
    for key in functions : key => { rule = rule, function = module.lambda.functions[key] }
  }]...)
}

resource "aws_cloudwatch_event_rule" "keep_active" {
  for_each = local.keep_active_rules

  name                = "${local.name}-keep-active-${each.key}"
  description         = "Keeps rarely used functions active."
  schedule_expression = "rate(7 days)"
}

resource "aws_cloudwatch_event_target" "keep_active" {
  for_each = local.keep_active

  rule      = aws_cloudwatch_event_rule.keep_active[each.value.rule].name
  target_id = each.value.function.name
  arn       = each.value.function.alias_arn
  input     = jsonencode({ keepActive = true })

  depends_on = [aws_lambda_permission.keep_active]
}

resource "aws_lambda_permission" "keep_active" {
  for_each = local.keep_active

  statement_id  = "KeepActive"
  action        = "lambda:InvokeFunction"
  function_name = each.value.function.name
  qualifier     = each.value.function.alias
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.keep_active[each.value.rule].arn
}
