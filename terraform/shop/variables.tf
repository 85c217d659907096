variable "stage" {
  description = "Name of the stage; part of the name of each resource."
  type        = string

  validation {
    condition     = contains(["dev", "staging", "prod"], var.stage)
    error_message = "The stage must be dev, staging or prod."
  }
}

variable "image_uri" {
  description = "Image of the functions, with its digest or tag."
  type        = string
}

variable "payment_key" {
  description = "API key of the payment service, 32 to 256 visible ASCII characters. Ephemeral: stored in no state and no plan."
  type        = string
  ephemeral   = true
  sensitive   = true
}

variable "config" {
  description = "Configuration of the stage: config/variables.tf lists the names, their types and defaults."
  type        = any
}
