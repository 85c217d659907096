variable "region" {
  description = "AWS region of the stage."
  type        = string
  default     = "us-east-1"

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "The region must be an AWS region, such as us-east-1."
  }
}

variable "account_id" {
  description = "The only AWS account that the stage may be deployed to; null for the account of the credentials."
  type        = string
  default     = null

  validation {
    condition     = var.account_id == null || can(regex("^[0-9]{12}$", var.account_id))
    error_message = "An account ID has 12 digits."
  }
}

variable "image_uri" {
  description = "Image of the functions in ECR, with its digest."
  type        = string

  # Lambda requires it.
  validation {
    condition     = strcontains(var.image_uri, ".dkr.ecr.${var.region}.")
    error_message = "The image must be in the region of the stage, where terraform/bootstrap created its repository."
  }
}

variable "config" {
  description = "Configuration of the stage: ../../shop/config/variables.tf lists the names, their types and defaults."
  type        = any
}
