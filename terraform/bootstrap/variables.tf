variable "region" {
  description = "The region of the state, the images, and the shops."
  type        = string
  default     = "us-east-1"

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "The region must be one of AWS's, such as us-east-1."
  }
}

variable "github_repository" {
  description = "The repository whose pipeline deploys, as OWNER/NAME."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$", var.github_repository))
    error_message = "The repository must be OWNER/NAME, without a * in it: others could deploy then."
  }
}

variable "stages" {
  description = "The stages that are deployed to this account, and the repository's environment that each is deployed from."
  type        = map(string)
  default     = { dev = "development", prod = "production" }

  validation {
    condition     = length(var.stages) > 0 && length(setsubtract(keys(var.stages), ["dev", "staging", "prod"])) == 0
    error_message = "The stages are dev, staging and prod."
  }
  validation {
    condition     = alltrue([for environment in values(var.stages) : can(regex("^[A-Za-z0-9_-]+$", environment))])
    error_message = "An environment's name is letters, digits, _ and -, without a * in it."
  }
  validation {
    condition     = length(distinct(values(var.stages))) == length(var.stages)
    error_message = "Each stage needs an environment of its own: whoever may deploy to one could deploy to the other."
  }
}

variable "test_environments" {
  description = "The environment of the repository that tries each stage once it is deployed, and takes away what that made; none for a stage that nobody tries."
  type        = map(string)
  default     = { dev = "development-test", prod = "production-test" }

  validation {
    condition     = length(setsubtract(keys(var.test_environments), ["dev", "staging", "prod"])) == 0
    error_message = "The stages are dev, staging and prod."
  }
  validation {
    condition     = alltrue([for environment in values(var.test_environments) : can(regex("^[A-Za-z0-9_-]+$", environment))])
    error_message = "An environment's name is letters, digits, _ and -, without a * in it."
  }
  validation {
    condition     = length(distinct(concat(values(var.test_environments), values(var.stages)))) == length(var.test_environments) + length(var.stages)
    error_message = "Who tries a stage needs an environment of its own: else it could deploy, or try another stage."
  }
}

variable "zone_ids" {
  description = "The Route 53 zones that the pipeline writes records of; none where no domain is given."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for zone in var.zone_ids : can(regex("^Z[A-Z0-9]+$", zone))])
    error_message = "A zone's id starts with a Z, such as Z0123456789ABCDEFGHIJ."
  }
}

variable "has_network" {
  description = "Whether the shops are in a VPC, so that the pipeline must make one."
  type        = bool
  default     = false
}

variable "create_oidc_provider" {
  description = "Whether GitHub's identity provider is made here; an account has one, which may be there already."
  type        = bool
  default     = true
}

variable "create_api_gateway_account" {
  description = "Whether the role is set here by which API Gateway writes logs; an account and region have one, which may be there already."
  type        = bool
  default     = true
}

variable "kept_images" {
  description = "How many images are kept: what a function's version runs must be there."
  type        = number
  default     = 50

  validation {
    condition     = var.kept_images >= 10
    error_message = "At least 10 images are kept: else there would be none to go back to."
  }
}
