variable "bucket_name" {
  description = "Name of the bucket; bucket names are unique across all AWS accounts."
  type        = string
}

variable "allowed_origins" {
  description = "Origins of web pages that may upload and read images (CORS)."
  type        = list(string)
  default     = ["*"]

  validation {
    condition     = alltrue([for origin in var.allowed_origins : origin == "*" || can(regex("^https?://[^/]+$", origin))])
    error_message = "An origin is * or a scheme and a host, such as https://shop.example.com."
  }
}

variable "distribution_arns" {
  description = "ARNs of the CloudFront distributions that read the images; without one, no one outside the account reads them."
  type        = list(string)
  default     = []
}

variable "noncurrent_days" {
  description = "Days after which a replaced or deleted version expires."
  type        = number
  default     = 90
}

variable "log_bucket" {
  description = "Name of a bucket for S3 access logs; null for none."
  type        = string
  default     = null
}

variable "force_destroy" {
  description = "Whether `terraform destroy` deletes the bucket even if it contains objects."
  type        = bool
  default     = false
}
