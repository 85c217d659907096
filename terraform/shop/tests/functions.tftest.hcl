mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

mock_provider "aws" {
  alias           = "us_east_1"
  source          = "./tests/mocks"
  override_during = plan
}

override_resource {
  override_during = plan
  target          = module.secrets.aws_secretsmanager_secret.jwt
  values          = { arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:ecommerce/prod/jwt/secret-AbCdEf" }
}

override_resource {
  override_during = plan
  target          = module.secrets.aws_secretsmanager_secret.payment
  values          = { arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:ecommerce/prod/payment/api-key-AbCdEf" }
}

variables {
  stage       = "prod"
  image_uri   = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/ecommerce:1.0.0"
  payment_key = "0123456789abcdef0123456789abcdef"
  config      = { from_email = "noreply@shop.example.com", image_base_url = "https://images.example.com" }
}

# One run, as a plan of a whole shop takes some seconds.
run "functions_are_as_functions_json_says_and_may_do_no_more" {
  command = plan

  # Every function is there as functions json says.
  assert {
    condition     = keys(output.functions) == keys(local.rows) && output.functions["createOrder"].name == "ecommerce-prod-order-create"
    error_message = "Each row is a function of the stage."
  }
  assert {
    condition     = alltrue([for key, row in local.rows : alltrue([for name in row.settings : contains(keys(local.functions[key].settings), name)])])
    error_message = "Every setting that a row names has a value."
  }
  assert {
    condition     = alltrue([for key, row in local.rows : length(local.functions[key].settings) == length(row.settings) + 4])
    error_message = "A function has its own settings and the four that all have, and no others."
  }

  # A role allows what functions json declares and no more.
  assert {
    condition = alltrue([for key, row in local.rows : toset(flatten([
      for statement in local.statements[key] : statement.actions if !contains(["Stream", "StreamFailures", "SecretsKey"], statement.sid)
    ])) == toset(row.actions)])
    error_message = "The actions of a role are those that its row declares, besides reading the stream and using a key."
  }
  assert {
    condition     = alltrue(flatten([for statements in local.statements : [for statement in statements : [for resource in statement.resources : resource != "*" && startswith(resource, "arn:aws:")]]]))
    error_message = "Every action is on a resource that is named."
  }

  # Queries are on the index or the table that is asked.
  assert {
    condition = { for key in ["listProducts", "listProductsByCategory", "listOrders", "getCart"] : key => flatten([
      for statement in local.statements[key] : statement.resources if contains(statement.actions, "dynamodb:Query")
      ]) } == {
      listProducts           = ["arn:aws:dynamodb:eu-west-1:123456789012:table/ecommerce-prod/index/GSI1", "arn:aws:dynamodb:eu-west-1:123456789012:table/ecommerce-prod/index/GSI2"]
      listProductsByCategory = ["arn:aws:dynamodb:eu-west-1:123456789012:table/ecommerce-prod/index/GSI1"]
      listOrders             = ["arn:aws:dynamodb:eu-west-1:123456789012:table/ecommerce-prod", "arn:aws:dynamodb:eu-west-1:123456789012:table/ecommerce-prod/index/GSI2"]
      getCart                = ["arn:aws:dynamodb:eu-west-1:123456789012:table/ecommerce-prod"]
    }
    error_message = "queries.json names what is not the table itself."
  }
  assert {
    condition     = alltrue([for key in keys(local.queries) : contains(local.rows[key].actions, "dynamodb:Query")])
    error_message = "queries.json names functions that query."
  }

  # Secrets are read by those who need them.
  assert {
    condition = toset(flatten([for key, statements in local.statements : [
      for statement in statements : [for resource in statement.resources : "${key} ${split(":", resource)[6]}"] if statement.sid == "Secrets"
      ]])) == toset([
      "authorize_request ecommerce/prod/jwt/secret-AbCdEf",
      "cancelOrder ecommerce/prod/payment/api-key-AbCdEf",
      "createOrder ecommerce/prod/payment/api-key-AbCdEf",
      "loginUser ecommerce/prod/jwt/secret-AbCdEf",
      "process_payment ecommerce/prod/payment/api-key-AbCdEf",
      "refreshSession ecommerce/prod/jwt/secret-AbCdEf",
      "rotate_jwt_secret ecommerce/prod/jwt/secret-AbCdEf",
      "settle_pending_orders ecommerce/prod/payment/api-key-AbCdEf",
      "updateOrderStatus ecommerce/prod/payment/api-key-AbCdEf",
    ])
    error_message = "Each secret is read by functions that have to, and by no other."
  }

  # Mail is sent from one address.
  assert {
    condition     = one([for statement in local.statements["process_order_changes"] : statement.condition if statement.sid == "Mail"]) == { StringEquals = { "ses:FromAddress" = ["noreply@shop.example.com"] } }
    error_message = "E-mails come from the shop's address only."
  }
  assert {
    condition     = [for key, statements in local.statements : key if contains(statements[*].sid, "Mail")] == ["process_order_changes"]
    error_message = "Only the stream processor sends e-mails."
  }

  # The payment function is called by its alias.
  assert {
    condition     = local.functions["createOrder"].settings["PAYMENT_FUNCTION_NAME"] == "ecommerce-prod-payment-mock:live"
    error_message = "The version that is in use is asked to pay."
  }
  assert {
    condition     = one([for statement in local.statements["createOrder"] : statement.resources if statement.sid == "Payment"]) == ["arn:aws:lambda:eu-west-1:123456789012:function:ecommerce-prod-payment-mock:live"]
    error_message = "And no other function may be called."
  }

  # Pictures are put where products are.
  assert {
    condition     = one([for statement in local.statements["createImageUpload"] : statement.resources if statement.sid == "Pictures"]) == ["arn:aws:s3:::ecommerce-prod-assets-123456789012/products/*"]
    error_message = "A form lets nobody write elsewhere in the bucket."
  }

  # Prod has the limits of all.
  assert {
    condition     = local.functions["registerUser"].settings["REGISTRATIONS_PER_ADDRESS"] == "20"
    error_message = "Production has the limits of settings.json."
  }

  # No setting is a secret.
  assert {
    condition     = alltrue(flatten([for function in local.functions : [for value in values(function.settings) : !strcontains(value, "0123456789abcdef")]]))
    error_message = "Functions are told what a secret is called, and never what it says."
  }
}

run "dev_has_limits_of_its_own" {
  command = plan

  variables {
    stage = "dev"
  }

  assert {
    condition     = local.functions["registerUser"].settings["REGISTRATIONS_PER_ADDRESS"] == "3000"
    error_message = "What settings.json says of dev goes before what it says of all."
  }
}

