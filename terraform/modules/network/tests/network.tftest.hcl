mock_provider "aws" {
  mock_data "aws_availability_zones" {
    defaults = { names = ["us-east-1a", "us-east-1b", "us-east-1c"] }
  }
  mock_data "aws_region" {
    defaults = { name = "us-east-1" }
  }
}

variables {
  stage = "prod"
}

run "the_network_is_that_of_the_architecture" {
  assert {
    condition     = aws_vpc.this.cidr_block == "10.0.0.0/16"
    error_message = "The network has the addresses of the architecture."
  }
  assert {
    condition     = [for subnet in aws_subnet.private : "${subnet.cidr_block} ${subnet.availability_zone}"] == ["10.0.1.0/24 us-east-1a", "10.0.2.0/24 us-east-1b"]
    error_message = "There are two private subnets in two zones."
  }
}

run "what_functions_ask_stays_in_the_network" {
  assert {
    condition     = toset([for endpoint in aws_vpc_endpoint.gateway : endpoint.service_name]) == toset(["com.amazonaws.us-east-1.dynamodb", "com.amazonaws.us-east-1.s3"])
    error_message = "DynamoDB and S3 are reached by a route."
  }
  assert {
    condition     = alltrue([for service in ["secretsmanager", "email", "lambda", "events", "sqs", "xray"] : contains(keys(aws_vpc_endpoint.interface), service)])
    error_message = "Whatever else functions ask has an address in the network."
  }
  assert {
    condition     = length(aws_nat_gateway.this) == 0 && length(aws_vpc_security_group_egress_rule.internet) == 0
    error_message = "There is no way to the internet unless it is asked for."
  }
}

run "nothing_comes_in_and_only_https_goes_out" {
  assert {
    condition     = aws_vpc_security_group_ingress_rule.functions.security_group_id == aws_security_group.endpoints.id && aws_vpc_security_group_ingress_rule.functions.from_port == 443
    error_message = "The one thing that is let in is HTTPS from functions to the endpoints."
  }
  assert {
    condition     = alltrue([for rule in concat([aws_vpc_security_group_egress_rule.endpoints], values(aws_vpc_security_group_egress_rule.gateways)) : rule.from_port == 443 && rule.to_port == 443 && rule.ip_protocol == "tcp"])
    error_message = "Functions speak HTTPS."
  }
}

run "a_nat_gateway_leads_to_the_internet" {
  variables {
    nat_gateway = true
  }

  assert {
    condition     = length(aws_route.nat) == 2 && length(aws_vpc_security_group_egress_rule.internet) == 1
    error_message = "Both subnets have a way to the internet, by HTTPS."
  }
}

run "bad_input_is_refused" {
  command = plan

  variables {
    cidr            = "10.0.0.0"
    private_subnets = ["10.0.1.0/24"]
  }
  expect_failures = [var.cidr, var.private_subnets]
}
