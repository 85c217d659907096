variable "region" {
  description = "AWS region of the state, the images and the stages."
  type        = string
  default     = "us-east-1"

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "The region must be an AWS region, such as us-east-1."
  }
}

variable "github_repository" {
  description = "GitHub repository whose pipeline deploys, as OWNER/NAME."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$", var.github_repository))
    error_message = "github_repository must be OWNER/NAME, without *, which would let other repositories deploy."
  }
}

# GitHub's changelog of 2026-04-23, "Immutable subject claims for GitHub Actions OIDC tokens": repositories that were created,
# renamed or transferred since 2026-07-15 have both IDs in the subject of their tokens.
variable "github_owner_id" {
  description = "ID of the repository's owner: gh api repos/OWNER/NAME --jq .owner.id"
  type        = string

  validation {
    condition     = can(regex("^[1-9][0-9]*$", var.github_owner_id))
    error_message = "github_owner_id must be a number, which this command prints: gh api repos/OWNER/NAME --jq .owner.id"
  }
}

variable "github_repository_id" {
  description = "ID of the repository: gh api repos/OWNER/NAME --jq .id"
  type        = string

  validation {
    condition     = can(regex("^[1-9][0-9]*$", var.github_repository_id))
    error_message = "github_repository_id must be a number, which this command prints: gh api repos/OWNER/NAME --jq .id"
  }
}

variable "stages" {
  description = "Stages in this account, each with the GitHub environment that deploys it. Give prod an account of its own."
  type        = map(string)
  default     = { dev = "development" }

  validation {
    condition     = length(var.stages) > 0 && length(setsubtract(keys(var.stages), ["dev", "staging", "prod"])) == 0
    error_message = "A stage must be dev, staging or prod."
  }
  validation {
    condition     = alltrue([for environment in values(var.stages) : can(regex("^[A-Za-z0-9_-]+$", environment))])
    error_message = "An environment's name has letters, digits, _ and -, and no *."
  }
  validation {
    condition     = length(distinct(values(var.stages))) == length(var.stages)
    error_message = "Each stage needs its own environment: a shared one could deploy to both stages."
  }
}

variable "test_environments" {
  description = "GitHub environment that tests each deployed stage and deletes the test data; leave a stage out if it is not tested."
  type        = map(string)
  default     = { dev = "development-test", prod = "production-test" }

  validation {
    condition     = length(setsubtract(keys(var.test_environments), ["dev", "staging", "prod"])) == 0
    error_message = "A stage must be dev, staging or prod."
  }
  validation {
    condition     = alltrue([for environment in values(var.test_environments) : can(regex("^[A-Za-z0-9_-]+$", environment))])
    error_message = "An environment's name has letters, digits, _ and -, and no *."
  }
  validation {
    condition     = length(distinct(concat(values(var.test_environments), values(var.stages)))) == length(var.test_environments) + length(var.stages)
    error_message = "Each test environment must be used once: a shared one could deploy, or test another stage."
  }
}

variable "zone_ids" {
  description = "IDs of the Route 53 zones in which the pipeline creates records."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for zone in var.zone_ids : can(regex("^Z[A-Z0-9]+$", zone))])
    error_message = "A zone ID starts with Z, such as Z0123456789ABCDEFGHIJ."
  }
}

variable "has_network" {
  description = "Whether the pipeline may create VPCs (config.vpc of a stage)."
  type        = bool
  default     = false
}

variable "create_oidc_provider" {
  description = "Whether to create GitHub's OIDC provider; false if the account has it."
  type        = bool
  default     = true
}

variable "create_api_gateway_account" {
  description = "Whether to create the role with which API Gateway writes logs; false if the account and region have one."
  type        = bool
  default     = true
}

variable "image_account" {
  description = "Account whose images the stages run; null for this one, which then has the repository."
  type        = string
  default     = null

  validation {
    condition     = can(regex("^[0-9]{12}$", coalesce(var.image_account, "000000000000")))
    error_message = "An account ID has 12 digits."
  }
}

variable "running_accounts" {
  description = "Other accounts whose stages run the images of this account."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for account in var.running_accounts : can(regex("^[0-9]{12}$", account))])
    error_message = "An account ID has 12 digits."
  }
}

variable "kept_images" {
  description = "Number of untagged images to keep: the image of a deployed version must exist."
  type        = number
  default     = 50

  validation {
    condition     = var.kept_images >= 10
    error_message = "kept_images must be 10 or more, so that rollbacks have an image."
  }
}
