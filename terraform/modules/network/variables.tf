variable "project_name" {
  description = "First part of every name: the name in ../../project.json."
  type        = string
}

variable "stage" {
  description = "Name of the stage; part of the name of each resource."
  type        = string

  validation {
    condition     = contains(["dev", "staging", "prod"], var.stage)
    error_message = "The stage must be dev, staging or prod."
  }
}

variable "cidr" {
  description = "CIDR range of the VPC."
  type        = string
  default     = "10.0.0.0/16"

  validation {
    condition     = can(cidrhost(var.cidr, 0))
    error_message = "cidr must be a range such as 10.0.0.0/16."
  }
}

variable "private_subnets" {
  description = "CIDR ranges of the functions' subnets, each in its own availability zone."
  type        = list(string)
  default     = ["10.0.1.0/24", "10.0.2.0/24"]

  validation {
    condition     = length(var.private_subnets) >= 2 && alltrue([for subnet in var.private_subnets : can(cidrhost(subnet, 0))])
    error_message = "private_subnets must have two or more ranges such as 10.0.1.0/24, to survive the failure of a zone."
  }
}

variable "public_subnet" {
  description = "CIDR range of the NAT gateway's subnet."
  type        = string
  default     = "10.0.101.0/24"

  validation {
    condition     = can(cidrhost(var.public_subnet, 0))
    error_message = "public_subnet must be a range such as 10.0.101.0/24."
  }
}

variable "interface_endpoints" {
  description = "Services with an interface endpoint; `email` is the API of SES."
  type        = set(string)
  default     = ["email", "events", "lambda", "secretsmanager", "sqs", "xray"]
}

variable "nat_gateway" {
  description = "Whether functions have access to the internet."
  type        = bool
  default     = false
}
