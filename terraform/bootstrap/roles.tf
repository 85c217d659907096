locals {
  issuer       = "token.actions.githubusercontent.com"
  provider_arn = var.create_oidc_provider ? aws_iam_openid_connect_provider.github[0].arn : "arn:${local.partition}:iam::${local.account}:oidc-provider/${local.issuer}"

  # The repository in the subject of GitHub's tokens, with and without IDs: see variables.tf. GitHub issues one form per
  # repository, and IDs are never reused.
  repositories = [
    var.github_repository,
    format("%s@%s/%s@%s", split("/", var.github_repository)[0], var.github_owner_id, split("/", var.github_repository)[1], var.github_repository_id),
  ]

  # Purpose of each role, and the GitHub environment that may assume it. The roles' name prefix differs from that of the
  # roles that they create, so no role can extend its own permissions.
  # A role for each environment that a workflow uses, and no other: dev is planned and applied by one role.
  approved          = [for stage in keys(var.stages) : stage if stage != "dev"]
  test_environments = { for stage, environment in var.test_environments : stage => environment if contains(keys(var.stages), stage) }
  roles = merge(
    { for stage, environment in var.stages : "deploy-${stage}" => { environment = environment, description = "Applies stage ${stage}." } },
    { for stage in local.approved : "plan-${stage}" => { environment = "plan-${stage}", description = "Plans stage ${stage}, read-only." } },
    { for stage in keys(var.stages) : "preview-${stage}" => { environment = "preview-${stage}", description = "Plans stage ${stage} for pull requests, from its state alone." } },
    { for stage, environment in local.test_environments : "test-${stage}" => { environment = environment, description = "Tests stage ${stage} and deletes the test data." } },
    local.has_repository ? { image = { environment = "image", description = "Pushes the image of the functions." } } : {},
  )
}

resource "aws_iam_openid_connect_provider" "github" {
  count = var.create_oidc_provider ? 1 : 0

  url            = "https://${local.issuer}"
  client_id_list = ["sts.amazonaws.com"]
}

resource "aws_iam_role" "pipeline" {
  for_each = local.roles

  name        = "${local.project_name}-pipeline-${each.key}"
  description = each.value.description
  # A stage's first apply may take most of an hour.
  max_session_duration = startswith(each.key, "deploy-") ? 7200 : 3600
  tags                 = { Region = var.region }

  lifecycle {
    precondition {
      condition     = can(regex("^[a-z][a-z0-9-]{1,19}$", local.project_name))
      error_message = "The name in project.json has 2 to 20 lower-case letters, digits and -, and starts with a letter."
    }
    precondition {
      condition     = alltrue([for region in local.regions : region == var.region])
      error_message = "This account is bootstrapped for ${join(", ", local.regions)}: use an account of its own for ${var.region}."
    }
  }

  # Exact subjects, without *: GitHub controls who may use an environment, and who approves.
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = local.provider_arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "${local.issuer}:aud" = "sts.amazonaws.com"
          "${local.issuer}:sub" = [for repository in local.repositories : "repo:${repository}:environment:${each.value.environment}"]
        }
      }
    }]
  })
}

locals {
  # One policy per subject, because a policy has at most 6,144 characters.
  deploy_policies = merge([for stage, subjects in local.statements : {
    for subject, statements in subjects : "deploy-${stage} ${subject}" => { role = "deploy-${stage}", subject = subject, statements = statements }
  }]...)

  # A plan for approval reads the state and the resources, without a lock (`terraform plan -lock=false`).
  read = "^[a-z0-9-]+:(BatchGet|Describe|GET$|Get|List)"
  plan_policies = merge([for stage in local.approved : {
    for subject, statements in local.statements[stage] : "plan-${stage} ${subject}" => {
      role    = "plan-${stage}"
      subject = subject
      statements = [for statement in statements : merge(statement, { Action = [for action in statement.Action : action if can(regex(local.read, action))] })
      if anytrue([for action in statement.Action : can(regex(local.read, action))])]
    } if subject != "releases"
  }]...)

  # A plan reads encrypted values: the payment service's key, and the functions' environment variables.
  read_policies = { for stage in local.approved : "plan-${stage} keys" => { role = "plan-${stage}", subject = "keys", statements = [{
    Effect   = "Allow"
    Resource = ["arn:${local.partition}:kms:${local.here}:key/*"]
    Action   = ["kms:Decrypt"]
    Condition = { StringEquals = {
      "aws:ResourceTag/Stage" = stage
      "kms:ViaService"        = ["lambda.${var.region}.amazonaws.com", "secretsmanager.${var.region}.amazonaws.com"]
    } }
  }] } }

  # A pull request's plan runs code that nobody has reviewed. So it reads the stage's state, what the configuration looks up,
  # and no resource (`terraform plan -refresh=false`): no setting, no key.
  preview_policies = { for stage in keys(var.stages) : "preview-${stage} state" => { role = "preview-${stage}", subject = "state", statements = [
    { Effect = "Allow", Resource = [module.state_bucket.bucket_arn], Action = ["s3:ListBucket"], Condition = {} },
    { Effect = "Allow", Resource = ["${module.state_bucket.bucket_arn}/${stage}/terraform.tfstate"], Action = ["s3:GetObject"], Condition = {} },
    {
      Effect   = "Allow"
      Resource = ["*"]
      Action = [
        "cloudfront:GetCachePolicy", "cloudfront:GetOriginRequestPolicy", "cloudfront:ListCachePolicies", "cloudfront:ListOriginRequestPolicies",
        "ec2:DescribeAvailabilityZones", "ec2:DescribeManagedPrefixLists", "ec2:GetManagedPrefixListEntries", "route53:GetHostedZone",
        "route53:ListHostedZones", "route53:ListTagsForResource", "secretsmanager:GetRandomPassword",
      ]
      Condition = {}
    },
  ] } }

  test_policies = { for stage in keys(local.test_environments) : "test-${stage} test" => { role = "test-${stage}", subject = "test", statements = local.tests[stage] } }

  guard_policies = { for stage, statements in local.guards : "deploy-${stage} guard" => { role = "deploy-${stage}", subject = "guard", statements = statements } }

  image_policies = { for subject in ["image"] : "image image" => { role = "image", subject = subject, statements = local.push } if local.has_repository }
  policies       = { for key, policy in merge(local.deploy_policies, local.guard_policies, local.plan_policies, local.read_policies, local.preview_policies, local.test_policies, local.image_policies) : key => policy if length(policy.statements) > 0 }
}

resource "aws_iam_policy" "pipeline" {
  for_each = local.policies

  name = "${local.project_name}-pipeline-${replace(each.key, " ", "-")}"
  # A new description would replace the policy.
  description = "What the pipeline's role ${each.value.role} may do: ${each.value.subject}."

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [for statement in each.value.statements : { for key, value in statement : key => value if key != "Condition" || length(value) > 0 }]
  })
}

resource "aws_iam_role_policy_attachment" "pipeline" {
  for_each = local.policies

  role       = aws_iam_role.pipeline[each.value.role].name
  policy_arn = aws_iam_policy.pipeline[each.key].arn
}
