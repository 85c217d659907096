mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::ecommerce-terraform-state-123456789012" }
  }
  mock_resource "aws_ecr_repository" {
    defaults = { arn = "arn:aws:ecr:us-east-1:123456789012:repository/ecommerce" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/r" }
  }
  mock_resource "aws_iam_policy" {
    defaults = { arn = "arn:aws:iam::123456789012:policy/p" }
  }
  mock_resource "aws_iam_openid_connect_provider" {
    defaults = { arn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }
  }
}

# All that the pipeline may be given at once, as a policy has an end.
variables {
  github_repository = "octo/shop"
  zone_ids          = ["Z0123456789ABCDEFGHIJ"]
  has_network       = true
}

run "the_state_is_kept_safe" {
  assert {
    condition     = local.state_bucket == "ecommerce-terraform-state-123456789012" && alltrue([for statement in jsondecode(module.state_bucket.policy).Statement : statement.Effect == "Deny"])
    error_message = "Only principals of the account have access to the state."
  }
}

run "an_image_stays_what_it_is" {
  assert {
    condition     = aws_ecr_repository.functions.image_tag_mutability == "IMMUTABLE" && aws_ecr_repository.functions.image_scanning_configuration[0].scan_on_push
    error_message = "A tag never becomes another image, and each is scanned."
  }
}

run "roles_trust_an_environment_of_the_repository" {
  assert {
    condition = { for role, made in aws_iam_role.pipeline : role => jsondecode(made.assume_role_policy).Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:sub"] } == {
      deploy-dev  = "repo:octo/shop:environment:development"
      deploy-prod = "repo:octo/shop:environment:production"
      image       = "repo:octo/shop:environment:image"
      plan-dev    = "repo:octo/shop:environment:plan-dev"
      plan-prod   = "repo:octo/shop:environment:plan-prod"
      test-dev    = "repo:octo/shop:environment:development-test"
      test-prod   = "repo:octo/shop:environment:production-test"
    }
    error_message = "Each role is taken on from its environment, and from no branch or fork."
  }
  assert {
    condition     = alltrue([for made in aws_iam_role.pipeline : jsondecode(made.assume_role_policy).Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:aud"] == "sts.amazonaws.com"])
    error_message = "A token must be meant for AWS."
  }
}

run "roles_may_what_the_pipeline_does" {
  assert {
    condition     = alltrue([for policy in aws_iam_policy.pipeline : alltrue([for statement in jsondecode(policy.policy).Statement : alltrue([for action in statement.Action : !strcontains(action, "*")])])])
    error_message = "Each action is named."
  }
  assert {
    condition     = alltrue([for policy in aws_iam_policy.pipeline : length(policy.policy) <= 6144])
    error_message = "IAM takes policies of 6,144 characters: ${join(", ", [for key, policy in aws_iam_policy.pipeline : "${key} has ${length(policy.policy)}" if length(policy.policy) > 6144])}."
  }
  assert {
    condition     = alltrue([for role in keys(aws_iam_role.pipeline) : length([for attachment in aws_iam_role_policy_attachment.pipeline : attachment if attachment.role == aws_iam_role.pipeline[role].name]) <= 10])
    error_message = "IAM takes ten policies in a role."
  }
  assert {
    condition     = !anytrue([for key, policy in aws_iam_policy.pipeline : strcontains(policy.policy, "ecommerce-prod") || strcontains(policy.policy, "ecommerce/prod") if startswith(key, "deploy-dev ")])
    error_message = "Who deploys dev can't touch prod."
  }
  assert {
    condition = alltrue(flatten([for key, policy in aws_iam_policy.pipeline : [for statement in jsondecode(policy.policy).Statement : [for action in statement.Action :
      can(regex("^[a-z0-9-]+:(BatchGet|Describe|GET$|Get|List)", action)) || action == "kms:Decrypt"
    ]] if startswith(key, "plan-")]))
    error_message = "Who plans changes nothing."
  }
  assert {
    condition     = !anytrue([for key, policy in aws_iam_policy.pipeline : can(regex("dynamodb:(BatchGetItem|BatchWriteItem|DeleteItem|GetItem|PutItem|Query|Scan|UpdateItem)", policy.policy)) if !startswith(key, "test-")])
    error_message = "Who plans and deploys sees no customer."
  }
  assert {
    condition = toset(flatten([for key, policy in aws_iam_policy.pipeline : [for statement in jsondecode(policy.policy).Statement : statement.Resource if contains(statement.Action, "secretsmanager:GetSecretValue")] if endswith(key, "-dev data")])) == toset([
      "arn:aws:secretsmanager:us-east-1:123456789012:secret:ecommerce/dev/payment/api-key-*",
    ])
    error_message = "The pipeline sees the payment key, which it hands on, and not the keys that tokens are signed with."
  }
  assert {
    condition = { for key, policy in aws_iam_policy.pipeline : key => flatten([for statement in jsondecode(policy.policy).Statement : statement.Resource if contains(statement.Action, "sns:Publish")]) if strcontains(policy.policy, "sns:Publish") } == {
      "deploy-dev messages"  = ["arn:aws:sns:us-east-1:123456789012:ecommerce-dev-alarms-*"]
      "deploy-prod messages" = ["arn:aws:sns:us-east-1:123456789012:ecommerce-prod-alarms-*"]
    }
    error_message = "Who deploys a stage tells those who are told of its alarms, and no customer."
  }
  assert {
    condition     = alltrue([for action in ["ecr:DescribeImageScanFindings", "ecr:DescribeImages", "ecr:PutImage", "ecr:StartImageScan"] : contains(flatten([for statement in jsondecode(aws_iam_policy.pipeline["image image"].policy).Statement : statement.Action]), action)])
    error_message = "Who pushes an image has it scanned, and reads what was found."
  }
  assert {
    condition     = !anytrue([for key, policy in aws_iam_policy.pipeline : strcontains(policy.policy, "role/ecommerce-pipeline")])
    error_message = "No role can give itself more."
  }
}

run "who_tries_a_stage_sees_its_rows_by_their_keys_and_no_more" {
  assert {
    condition     = alltrue([for stage in ["dev", "prod"] : toset([for statement in jsondecode(aws_iam_policy.pipeline["test-${stage} test"].policy).Statement : statement.Resource if anytrue([for action in statement.Action : startswith(action, "dynamodb:")])]) == toset([["arn:aws:dynamodb:us-east-1:123456789012:table/ecommerce-${stage}"]])])
    error_message = "The rows of that stage's table, and no index."
  }
  assert {
    condition     = alltrue([for stage in ["dev", "prod"] : alltrue([for statement in jsondecode(aws_iam_policy.pipeline["test-${stage} test"].policy).Statement : !contains(statement.Action, "dynamodb:Scan") && length(statement.Condition["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]) > 0 if anytrue([for action in statement.Action : startswith(action, "dynamodb:")])])])
    error_message = "No table is scanned, and rows are told apart by their keys."
  }
  assert {
    condition     = alltrue([for policy in [aws_iam_policy.pipeline["test-prod test"].policy] : !strcontains(policy, "apigateway:") && !strcontains(policy, "EMAIL#success+*") && strcontains(policy, "EMAIL#success+e2e-*@simulator.amazonses.com")])
    error_message = "In production it makes no keys, and finds no account but those of the end-to-end check."
  }
  assert {
    condition     = alltrue([for statement in jsondecode(aws_iam_policy.pipeline["test-prod test"].policy).Statement : length(setintersection(statement.Condition["ForAllValues:StringEquals"]["dynamodb:Attributes"], ["role", "passwordHash", "email"])) == 0 if contains(statement.Action, "dynamodb:UpdateItem")])
    error_message = "In production it makes nobody an admin, and changes no password."
  }
  assert {
    condition     = alltrue([for statement in jsondecode(aws_iam_policy.pipeline["test-dev test"].policy).Statement : statement.Condition == { StringEquals = { "aws:ResourceTag/Stage" = "dev" } } if contains(statement.Action, "apigateway:DELETE")])
    error_message = "It ends no key of another stage."
  }
}

run "a_stage_that_nobody_tries_has_no_role_for_it" {
  command = plan
  variables {
    stages            = { prod = "production" }
    test_environments = { dev = "development-test" }
  }
  assert {
    condition     = toset(keys(aws_iam_role.pipeline)) == toset(["deploy-prod", "plan-prod", "image"])
    error_message = "Stages of another account are tried there."
  }
}

run "an_environment_that_may_deploy_tries_nothing" {
  command = plan
  variables {
    test_environments = { dev = "development" }
  }
  expect_failures = [var.test_environments]
}

run "an_environment_with_a_star_tries_nothing" {
  command = plan
  variables {
    test_environments = { test = "*" }
  }
  expect_failures = [var.test_environments]
}

run "wrong_values_are_refused" {
  command = plan
  variables {
    region            = "europe"
    github_repository = "octo/*"
    stages            = { test = "test" }
    zone_ids          = ["example.com"]
    kept_images       = 1
  }
  expect_failures = [var.region, var.github_repository, var.stages, var.zone_ids, var.kept_images]
}

run "an_environment_for_two_stages_is_refused" {
  command = plan
  variables {
    stages = { dev = "aws", prod = "aws" }
  }
  expect_failures = [var.stages]
}
