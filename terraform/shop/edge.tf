locals {
  docs_url                = coalesce(var.docs_url, "/docs")
  image_base_url          = var.image_base_url
  image_distribution_arns = []
}
