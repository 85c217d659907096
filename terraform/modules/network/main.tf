data "aws_availability_zones" "this" {
  #checkov:skip=CKV_AWS_394:zone names differ between accounts; the first zones are stable, because AWS appends new ones
  state = "available"

  # Excludes local zones that the account opted in to, which sort before the region's zones.
  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

data "aws_region" "this" {}

locals {
  name  = "${var.project_name}-${var.stage}"
  zones = slice(data.aws_availability_zones.this.names, 0, length(var.private_subnets))
}

resource "aws_vpc" "this" {
  #checkov:skip=CKV2_AWS_11:there is no ingress, and egress is HTTPS only; GuardDuty analyses flows without a flow log
  cidr_block           = var.cidr
  enable_dns_hostnames = true
  enable_dns_support   = true

  tags = { Name = local.name }
}

# AWS creates a default security group that allows everything within it; this removes all its rules.
resource "aws_default_security_group" "this" {
  vpc_id = aws_vpc.this.id
}

resource "aws_subnet" "private" {
  count = length(var.private_subnets)

  vpc_id            = aws_vpc.this.id
  cidr_block        = var.private_subnets[count.index]
  availability_zone = local.zones[count.index]

  tags = { Name = "${local.name}-private-${count.index + 1}" }
}

resource "aws_route_table" "private" {
  count = length(var.private_subnets)

  vpc_id = aws_vpc.this.id

  tags = { Name = "${local.name}-private-${count.index + 1}" }
}

resource "aws_route_table_association" "private" {
  count = length(var.private_subnets)

  subnet_id      = aws_subnet.private[count.index].id
  route_table_id = aws_route_table.private[count.index].id
}
