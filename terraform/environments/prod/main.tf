locals {
  project_name = jsondecode(file("${path.module}/../../project.json")).name
}

# The payment service is our own mock, which accepts any key: Secrets Manager generates one.
ephemeral "aws_secretsmanager_random_password" "payment_key" {
  password_length     = 48
  exclude_punctuation = true
}

module "shop" {
  source = "../../shop"

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
  }

  stage       = "prod"
  image_uri   = var.image_uri
  payment_key = ephemeral.aws_secretsmanager_random_password.payment_key.random_password

  config = merge(
    {
      is_kept    = true
      cache      = {}
      waf_action = "block"
    },
    var.config,
  )
}
