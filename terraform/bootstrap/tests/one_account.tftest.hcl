# All stages in one account: tests/deploy/test_policies.py evaluates the policies of this run.
mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  github_repository    = "octo/shop"
  github_owner_id      = 123456
  github_repository_id = 456789
  stages               = { dev = "development", prod = "production" }
  region               = "eu-west-1"
  zone_ids             = ["Z0123456789ABCDEFGHIJ"]
  has_network          = true
}

run "each_stage_has_its_own_boundary" {
  assert {
    condition     = toset([for boundary in aws_iam_policy.boundary : boundary.name]) == toset(["ecommerce-pipeline-boundary-dev", "ecommerce-pipeline-boundary-prod"])
    error_message = "The modules of a stage find its boundary by this name."
  }
}
