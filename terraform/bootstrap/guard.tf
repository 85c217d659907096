# What a deploy role must never do, whatever statements.tf allows, now or later: a Deny overrides every Allow.
locals {
  guards = { for stage, name in local.names : stage => [
    # Resources without a name, such as APIs, distributions and networks, have the stage's tag: "Using tags to control access
    # to API Gateway REST API resources", API Gateway Developer Guide. Stages may share a zone: var.zone_ids names it.
    {
      Sid       = "OtherStages"
      Effect    = "Deny"
      Resource  = ["*"]
      NotAction = ["route53:*"]
      Condition = {
        StringNotEquals = { "aws:ResourceTag/Stage" = stage }
        Null            = { "aws:ResourceTag/Stage" = "false" }
      }
    },
    {
      Sid       = "StageTag"
      Effect    = "Deny"
      Resource  = ["arn:${local.partition}:apigateway:${var.region}::/tags/*"]
      Action    = ["apigateway:DELETE"]
      Condition = { "ForAnyValue:StringEquals" = { "aws:TagKeys" = ["Stage"] } }
    },
    # Users, policies, the identity provider and the pipeline's own roles are out of reach.
    {
      Sid         = "OtherIdentities"
      Effect      = "Deny"
      NotResource = ["arn:${local.partition}:iam::${local.account}:role/${name}-*", "arn:${local.partition}:iam::${local.account}:role/aws-service-role/ops.apigateway.amazonaws.com/*"]
      Action      = ["iam:*"]
    },
    # StringNotEquals also matches a role or request without a boundary.
    {
      Sid       = "WithoutBoundary"
      Effect    = "Deny"
      Resource  = ["*"]
      Action    = ["iam:AttachRolePolicy", "iam:CreateRole", "iam:DeleteRolePolicy", "iam:DetachRolePolicy", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"]
      Condition = { StringNotEquals = { "iam:PermissionsBoundary" = local.boundary_arns[stage] } }
    },
    { Sid = "Administrators", Effect = "Deny", Resource = ["*"], Action = ["iam:DeleteRolePermissionsBoundary", "iam:UpdateAssumeRolePolicy"] },
  ] }
}
