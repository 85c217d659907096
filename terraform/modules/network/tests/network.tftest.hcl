mock_provider "aws" {
  mock_data "aws_availability_zones" {
    defaults = { names = ["us-east-1a", "us-east-1b", "us-east-1c"] }
  }
  mock_data "aws_region" {
    defaults = { name = "us-east-1" }
  }
}

variables {
  project_name = "ecommerce"
  stage        = "prod"
}

run "vpc_and_subnets_are_the_architectures" {
  assert {
    condition     = aws_vpc.this.cidr_block == "10.0.0.0/16"
    error_message = "The CIDR range is the architecture's."
  }
  assert {
    condition     = [for subnet in aws_subnet.private : "${subnet.cidr_block} ${subnet.availability_zone}"] == ["10.0.1.0/24 us-east-1a", "10.0.2.0/24 us-east-1b"]
    error_message = "There are two private subnets in two zones."
  }
}

run "calls_to_aws_stay_in_the_vpc" {
  assert {
    condition     = toset([for endpoint in aws_vpc_endpoint.gateway : endpoint.service_name]) == toset(["com.amazonaws.us-east-1.dynamodb", "com.amazonaws.us-east-1.s3"])
    error_message = "DynamoDB and S3 have gateway endpoints."
  }
  assert {
    condition     = alltrue([for service in ["secretsmanager", "email", "lambda", "events", "sqs", "xray"] : contains(keys(aws_vpc_endpoint.interface), service)])
    error_message = "All other services that functions call have interface endpoints."
  }
  assert {
    condition     = length(aws_nat_gateway.this) == 0 && length(aws_vpc_security_group_egress_rule.internet) == 0
    error_message = "There is no access to the internet by default."
  }
}

run "only_https_is_allowed" {
  assert {
    condition     = aws_vpc_security_group_ingress_rule.functions.security_group_id == aws_security_group.endpoints.id && aws_vpc_security_group_ingress_rule.functions.from_port == 443
    error_message = "The only ingress is HTTPS from functions to the endpoints."
  }
  assert {
    condition     = alltrue([for rule in concat([aws_vpc_security_group_egress_rule.endpoints], values(aws_vpc_security_group_egress_rule.gateways)) : rule.from_port == 443 && rule.to_port == 443 && rule.ip_protocol == "tcp"])
    error_message = "Functions' egress is HTTPS only."
  }
}

run "nat_gateway_gives_access_to_the_internet" {
  variables {
    nat_gateway = true
  }

  assert {
    condition     = length(aws_route.nat) == 2 && length(aws_vpc_security_group_egress_rule.internet) == 1
    error_message = "Both subnets have a route to the internet, for HTTPS."
  }
}

run "invalid_input_is_rejected" {
  command = plan

  variables {
    cidr            = "10.0.0.0"
    private_subnets = ["10.0.1.0/24"]
  }
  expect_failures = [var.cidr, var.private_subnets]
}
