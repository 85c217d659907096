variable "bucket_name" {
  description = "The bucket's name: no other bucket of any account has it."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.bucket_name))
    error_message = "A bucket's name is 3 to 63 lower-case letters, digits and hyphens, with no hyphen at either end."
  }
}

variable "allowed_origins" {
  description = "Origins of web pages that may upload pictures and read them (CORS)."
  type        = list(string)
  default     = ["*"]

  validation {
    condition     = alltrue([for origin in var.allowed_origins : origin == "*" || can(regex("^https?://[^/]+$", origin))])
    error_message = "An origin is * or a scheme and a host, such as https://shop.example.com."
  }
}

variable "distribution_arns" {
  description = "CloudFront distributions that read the pictures; without one nobody outside the account does."
  type        = list(string)
  default     = []
}

variable "noncurrent_days" {
  description = "After how many days a version that was replaced or deleted is gone."
  type        = number
  default     = 90

  validation {
    condition     = var.noncurrent_days >= 1
    error_message = "Old versions are kept for 1 day or more."
  }
}

variable "log_bucket" {
  description = "A bucket that takes the access log; null for none."
  type        = string
  default     = null
}

variable "force_destroy" {
  description = "Whether the bucket is deleted with what is in it."
  type        = bool
  default     = false
}
