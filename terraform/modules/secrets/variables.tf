variable "stage" {
  description = "Which shop this is; it is in the name of everything that the shop has."
  type        = string

  validation {
    condition     = contains(["dev", "staging", "prod"], var.stage)
    error_message = "The stage must be dev, staging or prod."
  }
}

variable "kms_key_arn" {
  description = "The key that encrypts the secrets."
  type        = string
}

variable "rotation_function" {
  description = "The function that rotates the keys of access tokens."
  type        = object({ name = string, arn = string })
}

variable "rotation_days" {
  description = "Every how many days the keys of access tokens are rotated."
  type        = number
  default     = 30

  validation {
    condition     = var.rotation_days >= 2 && var.rotation_days <= 1000
    error_message = "Keys are rotated every 2 to 1000 days: a token is good for one, and must outlive no key."
  }
}

variable "payment_key" {
  description = "The API key of the payment service. Ephemeral: it is in no state and no plan."
  type        = string
  ephemeral   = true
  sensitive   = true

  validation {
    condition     = can(regex("^[!-~]{32,256}$", var.payment_key))
    error_message = "The key of the payment service is 32 to 256 visible ASCII characters."
  }
}

variable "payment_key_version" {
  description = "Counted up to have the key of the payment service replaced; the one before it stays good."
  type        = number
  default     = 1

  validation {
    condition     = var.payment_key_version >= 1 && floor(var.payment_key_version) == var.payment_key_version
    error_message = "The version of the payment key is a whole number, 1 or more."
  }
}

variable "recovery_window_in_days" {
  description = "How many days a deleted secret can still be brought back; 0 for none, and then its name is free at once."
  type        = number
  default     = 30

  validation {
    condition     = var.recovery_window_in_days == 0 || (var.recovery_window_in_days >= 7 && var.recovery_window_in_days <= 30)
    error_message = "A secret can be brought back for 7 to 30 days, or for 0."
  }
}
