variable "stage" {
  description = "Which shop this is; it is in the name of everything that the shop has."
  type        = string

  validation {
    condition     = contains(["dev", "staging", "prod"], var.stage)
    error_message = "The stage must be dev, staging or prod."
  }
}

variable "cidr" {
  description = "The addresses of the network."
  type        = string
  default     = "10.0.0.0/16"

  validation {
    condition     = can(cidrhost(var.cidr, 0))
    error_message = "The network's addresses are a range such as 10.0.0.0/16."
  }
}

variable "private_subnets" {
  description = "The addresses of the subnets that the functions are in, each in a zone of its own."
  type        = list(string)
  default     = ["10.0.1.0/24", "10.0.2.0/24"]

  validation {
    condition     = length(var.private_subnets) >= 2 && alltrue([for subnet in var.private_subnets : can(cidrhost(subnet, 0))])
    error_message = "There are two subnets or more, each a range such as 10.0.1.0/24: one zone may fail."
  }
}

variable "public_subnet" {
  description = "The addresses of the subnet of the NAT gateway."
  type        = string
  default     = "10.0.101.0/24"

  validation {
    condition     = can(cidrhost(var.public_subnet, 0))
    error_message = "The public subnet's addresses are a range such as 10.0.101.0/24."
  }
}

variable "interface_endpoints" {
  description = "The services that functions reach by an address in the network; `email` is the API of SES."
  type        = set(string)
  default     = ["email", "events", "lambda", "secretsmanager", "sqs", "xray"]
}

variable "nat_gateway" {
  description = "Whether functions reach the internet."
  type        = bool
  default     = false
}
