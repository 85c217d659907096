# Permissions to apply a stage. Statements are restricted to the stage's resources where AWS supports it; comments explain
# the exceptions, such as resources that have an ID and no name.
locals {
  here  = "${var.region}:${local.account}"
  names = { for stage in keys(var.stages) : stage => "${local.project_name}-${stage}" }

  # For resources without a name: they must be created with the stage's tag, and existing tags cannot be replaced.
  tagged = { for stage in keys(var.stages) : stage => {
    StringEquals = { "aws:RequestTag/Stage" = stage }
    Null         = { "aws:ResourceTag/Stage" = "true" }
  } }

  push = [
    { Effect = "Allow", Resource = ["*"], Action = ["ecr:GetAuthorizationToken"] },
    {
      Effect   = "Allow"
      Resource = [local.repository_arn]
      Action = [
        "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:CompleteLayerUpload", "ecr:DescribeImageScanFindings",
        "ecr:DescribeImages", "ecr:GetDownloadUrlForLayer", "ecr:InitiateLayerUpload", "ecr:PutImage", "ecr:StartImageScan",
        "ecr:UploadLayerPart",
      ]
    },
    # Marks of images that passed. Without ListBucket, S3 returns 403 instead of 404 for a missing one.
    { Effect = "Allow", Resource = [module.state_bucket.bucket_arn], Action = ["s3:ListBucket"] },
    { Effect = "Allow", Resource = ["${module.state_bucket.bucket_arn}/passed/*"], Action = ["s3:GetObject"] },
  ]

  statements = { for stage, name in local.names : stage => {
    state = [
      # Without a condition on the prefix, which a request for an object doesn't have: S3 would return 403 instead of 404
      # for the state of a new stage. Both stages can list the names of these objects, and read only their own.
      { Effect = "Allow", Resource = [module.state_bucket.bucket_arn], Action = ["s3:ListBucket"], Condition = {} },
      { Effect = "Allow", Resource = ["${module.state_bucket.bucket_arn}/${stage}/terraform.tfstate"], Action = ["s3:GetObject", "s3:PutObject"], Condition = {} },
    ]

    # History of releases, and the live one: see ops/releases. A plan reads neither it nor the lock.
    releases = [
      { Effect = "Allow", Resource = ["${module.state_bucket.bucket_arn}/${stage}/releases.json"], Action = ["s3:GetObject", "s3:PutObject"], Condition = {} },
      { Effect = "Allow", Resource = ["${module.state_bucket.bucket_arn}/${stage}/terraform.tfstate.tflock"], Action = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"], Condition = {} },
    ]

    functions = [
      {
        Effect   = "Allow"
        Resource = ["arn:${local.partition}:lambda:${local.here}:function:${name}-*"]
        Action = [
          "lambda:AddPermission", "lambda:CreateAlias", "lambda:CreateFunction", "lambda:DeleteAlias", "lambda:DeleteFunction",
          "lambda:DeleteFunctionConcurrency", "lambda:DeleteFunctionEventInvokeConfig", "lambda:GetAlias", "lambda:GetFunction",
          "lambda:GetFunctionCodeSigningConfig", "lambda:GetFunctionConcurrency", "lambda:GetFunctionConfiguration",
          "lambda:GetFunctionEventInvokeConfig", "lambda:GetPolicy", "lambda:ListTags", "lambda:ListVersionsByFunction",
          "lambda:PublishVersion", "lambda:PutFunctionConcurrency", "lambda:PutFunctionEventInvokeConfig", "lambda:RemovePermission",
          "lambda:TagResource", "lambda:UntagResource", "lambda:UpdateAlias", "lambda:UpdateFunctionCode",
          "lambda:UpdateFunctionConfiguration", "lambda:UpdateFunctionEventInvokeConfig",
        ]
        Condition = {}
      },
      # Secrets Manager requires this permission to enable rotation.
      { Effect = "Allow", Resource = ["arn:${local.partition}:lambda:${local.here}:function:${name}-auth-rotate-jwt-secret*"], Action = ["lambda:InvokeFunction"], Condition = {} },
      # A release activates versions that were idle for weeks: see ops/releases/stage.py. Versions have numbers, so this isn't
      # the alias that serves requests.
      { Effect = "Allow", Resource = [for digit in range(1, 10) : "arn:${local.partition}:lambda:${local.here}:function:${name}-*:${digit}*"], Action = ["lambda:InvokeFunction"], Condition = {} },
      # Event source mappings have no name: the condition restricts the function.
      {
        Effect    = "Allow"
        Resource  = ["*"]
        Action    = ["lambda:CreateEventSourceMapping", "lambda:DeleteEventSourceMapping", "lambda:UpdateEventSourceMapping"]
        Condition = { ArnLike = { "lambda:FunctionArn" = "arn:${local.partition}:lambda:${local.here}:function:${name}-*" } }
      },
      { Effect = "Allow", Resource = ["*"], Action = ["lambda:GetEventSourceMapping", "lambda:ListEventSourceMappings"], Condition = {} },
      { Effect = "Allow", Resource = ["arn:${local.partition}:lambda:${local.here}:event-source-mapping:*"], Action = ["lambda:ListTags", "lambda:TagResource"], Condition = {} },
      { Effect = "Allow", Resource = [local.repository_arn], Action = ["ecr:BatchGetImage", "ecr:DescribeImages", "ecr:GetDownloadUrlForLayer", "ecr:GetRepositoryPolicy"], Condition = {} },
      {
        Effect   = "Allow"
        Resource = ["arn:${local.partition}:iam::${local.account}:role/${name}-*"]
        Action = [
          "iam:DeleteRole", "iam:GetRole", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListInstanceProfilesForRole",
          "iam:ListRolePolicies", "iam:ListRoleTags", "iam:TagRole", "iam:UntagRole", "iam:UpdateRole",
        ]
        Condition = {}
      },
      # Only for roles with the stage's boundary. A role's trust can't be restricted like this (UpdateAssumeRolePolicy knows
      # no boundary: "Actions, resources, and condition keys for AWS IAM"), so only an administrator changes it.
      {
        Effect    = "Allow"
        Resource  = ["arn:${local.partition}:iam::${local.account}:role/${name}-*"]
        Action    = ["iam:CreateRole", "iam:DeleteRolePolicy", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"]
        Condition = { StringEquals = { "iam:PermissionsBoundary" = local.boundary_arns[stage] } }
      },
      # API Gateway's service-linked role, which the first custom domain of an account creates.
      { Effect = "Allow", Resource = ["*"], Action = ["iam:CreateServiceLinkedRole"], Condition = { StringEquals = { "iam:AWSServiceName" = "ops.apigateway.amazonaws.com" } } },
      {
        Effect    = "Allow"
        Resource  = ["arn:${local.partition}:iam::${local.account}:role/${name}-*"]
        Action    = ["iam:PassRole"]
        Condition = { StringEquals = { "iam:PassedToService" = ["apigateway.amazonaws.com", "lambda.amazonaws.com"] } }
      },
    ]

    # Network resources have IDs only.
    network = [for statement in [
      {
        Effect   = "Allow"
        Resource = ["*"]
        Action = [
          "ec2:AllocateAddress", "ec2:AssociateRouteTable", "ec2:AttachInternetGateway",
          "ec2:AuthorizeSecurityGroupEgress", "ec2:AuthorizeSecurityGroupIngress", "ec2:CreateInternetGateway",
          "ec2:CreateNatGateway", "ec2:CreateRoute", "ec2:CreateRouteTable", "ec2:CreateSecurityGroup",
          "ec2:CreateSubnet", "ec2:CreateTags", "ec2:CreateVpc", "ec2:CreateVpcEndpoint", "ec2:DeleteInternetGateway",
          "ec2:DeleteNatGateway", "ec2:DeleteRoute", "ec2:DeleteRouteTable", "ec2:DeleteSecurityGroup",
          "ec2:DeleteSubnet", "ec2:DeleteTags", "ec2:DeleteVpc", "ec2:DeleteVpcEndpoints", "ec2:DescribeAddresses",
          "ec2:DescribeAddressesAttribute", "ec2:DescribeAvailabilityZones", "ec2:DescribeInternetGateways",
          "ec2:DescribeNatGateways", "ec2:DescribeNetworkAcls", "ec2:DescribeNetworkInterfaces",
          "ec2:DescribePrefixLists", "ec2:DescribeRouteTables", "ec2:DescribeSecurityGroupRules",
          "ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcAttribute", "ec2:DescribeVpcEndpoints",
          "ec2:DescribeVpcs", "ec2:DetachInternetGateway", "ec2:DisassociateAddress", "ec2:DisassociateRouteTable",
          "ec2:ModifySubnetAttribute", "ec2:ModifyVpcAttribute", "ec2:ModifyVpcEndpoint", "ec2:ReleaseAddress",
          "ec2:RevokeSecurityGroupEgress", "ec2:RevokeSecurityGroupIngress", "route53:AssociateVPCWithHostedZone",
        ]
        Condition = { StringEquals = { "aws:RequestedRegion" = var.region } }
      },
    ] : statement if var.has_network]

    data = [
      {
        Effect   = "Allow"
        Resource = ["arn:${local.partition}:dynamodb:${local.here}:table/${name}", "arn:${local.partition}:dynamodb:${local.here}:table/${name}/*"]
        Action = [
          "dynamodb:CreateTable", "dynamodb:DeleteTable", "dynamodb:DescribeContinuousBackups", "dynamodb:DescribeTable",
          "dynamodb:DescribeTimeToLive", "dynamodb:ListTagsOfResource", "dynamodb:TagResource", "dynamodb:UntagResource",
          "dynamodb:UpdateContinuousBackups", "dynamodb:UpdateTable", "dynamodb:UpdateTimeToLive",
        ]
        Condition = {}
      },
      {
        Effect   = "Allow"
        Resource = ["arn:${local.partition}:s3:::${name}-*"]
        Action = [
          "s3:CreateBucket", "s3:DeleteBucket", "s3:DeleteBucketPolicy", "s3:GetAccelerateConfiguration", "s3:GetBucketAcl",
          "s3:GetBucketCORS", "s3:GetBucketLogging", "s3:GetBucketNotification", "s3:GetBucketObjectLockConfiguration",
          "s3:GetBucketOwnershipControls", "s3:GetBucketPolicy", "s3:GetBucketPublicAccessBlock", "s3:GetBucketRequestPayment",
          "s3:GetBucketTagging", "s3:GetBucketVersioning", "s3:GetBucketWebsite", "s3:GetEncryptionConfiguration",
          "s3:GetLifecycleConfiguration", "s3:GetReplicationConfiguration", "s3:ListBucket", "s3:PutBucketCORS", "s3:PutBucketLogging",
          "s3:PutBucketNotification", "s3:PutBucketOwnershipControls", "s3:PutBucketPolicy", "s3:PutBucketPublicAccessBlock",
          "s3:PutBucketTagging", "s3:PutBucketVersioning", "s3:PutEncryptionConfiguration", "s3:PutLifecycleConfiguration",
        ]
        Condition = {}
      },
      # The documentation is published after an apply. There is no access to the objects of other buckets.
      { Effect = "Allow", Resource = ["arn:${local.partition}:s3:::${name}-docs-*/docs/*"], Action = ["s3:DeleteObject", "s3:PutObject"], Condition = {} },
      # An apply writes the payment service's key, and the provider reads it back. There is no access to the values of other
      # secrets.
      { Effect = "Allow", Resource = ["arn:${local.partition}:secretsmanager:${local.here}:secret:${local.project_name}/${stage}/payment/api-key-*"], Action = ["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"], Condition = {} },
      # Each plan generates a payment key; an apply uses it only if payment_key_version has changed.
      { Effect = "Allow", Resource = ["*"], Action = ["secretsmanager:GetRandomPassword"], Condition = {} },
      {
        Effect   = "Allow"
        Resource = ["arn:${local.partition}:secretsmanager:${local.here}:secret:${local.project_name}/${stage}/*"]
        Action = [
          "secretsmanager:CancelRotateSecret", "secretsmanager:CreateSecret", "secretsmanager:DeleteResourcePolicy",
          "secretsmanager:DeleteSecret", "secretsmanager:DescribeSecret", "secretsmanager:GetResourcePolicy",
          "secretsmanager:PutResourcePolicy", "secretsmanager:RotateSecret", "secretsmanager:TagResource",
          "secretsmanager:UntagResource", "secretsmanager:UpdateSecret",
        ]
        Condition = {}
      },
      # KMS keys have an ID only: the tag identifies the stage. A tag can take five minutes to affect authorization (KMS
      # Developer Guide, "ABAC for AWS KMS"), so the policy of each key, see module kms, allows these actions from the start.
      { Effect = "Allow", Resource = ["*"], Action = ["kms:CreateKey", "kms:TagResource"], Condition = local.tagged[stage] },
      {
        Effect   = "Allow"
        Resource = ["arn:${local.partition}:kms:${local.here}:key/*"]
        Action = [
          "kms:CreateAlias", "kms:CreateGrant", "kms:Decrypt", "kms:DeleteAlias", "kms:DescribeKey", "kms:EnableKeyRotation", "kms:Encrypt",
          "kms:GenerateDataKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListResourceTags", "kms:PutKeyPolicy",
          "kms:ScheduleKeyDeletion", "kms:TagResource", "kms:UntagResource", "kms:UpdateKeyDescription",
        ]
        Condition = { StringEquals = { "aws:ResourceTag/Stage" = stage } }
      },
      { Effect = "Allow", Resource = ["arn:${local.partition}:kms:${local.here}:alias/${name}-*"], Action = ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"], Condition = {} },
      { Effect = "Allow", Resource = ["*"], Action = ["kms:ListAliases"], Condition = {} },
    ]

    messages = [
      {
        Effect    = "Allow"
        Resource  = ["arn:${local.partition}:sqs:${local.here}:${name}-*"]
        Action    = ["sqs:CreateQueue", "sqs:DeleteQueue", "sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ListQueueTags", "sqs:SetQueueAttributes", "sqs:TagQueue", "sqs:UntagQueue"]
        Condition = {}
      },
      {
        Effect   = "Allow"
        Resource = ["arn:${local.partition}:sns:${local.here}:${name}-*"]
        Action = [
          "sns:CreateTopic", "sns:DeleteTopic", "sns:GetTopicAttributes", "sns:ListSubscriptionsByTopic",
          "sns:ListTagsForResource", "sns:SetTopicAttributes", "sns:Subscribe", "sns:TagResource", "sns:UntagResource",
        ]
        Condition = {}
      },
      # These know no resource.
      {
        Effect    = "Allow"
        Resource  = ["*"]
        Action    = ["ses:CreateConfigurationSet", "ses:CreateEmailIdentity", "sns:GetSubscriptionAttributes", "sns:Unsubscribe"]
        Condition = { StringEquals = { "aws:RequestedRegion" = var.region } }
      },
      # Deployment results are published to the alarm topics.
      { Effect = "Allow", Resource = ["arn:${local.partition}:sns:${local.here}:${name}-alarms-*"], Action = ["sns:Publish"], Condition = {} },
      {
        Effect   = "Allow"
        Resource = ["arn:${local.partition}:events:${local.here}:event-bus/${name}", "arn:${local.partition}:events:${local.here}:rule/${name}-*", "arn:${local.partition}:events:${local.here}:rule/${name}/${name}-*"]
        Action = [
          "events:CreateEventBus", "events:DeleteEventBus", "events:DeleteRule", "events:DescribeEventBus", "events:DescribeRule",
          "events:ListTagsForResource", "events:ListTargetsByRule", "events:PutRule", "events:PutTargets", "events:RemoveTargets",
          "events:TagResource", "events:UntagResource",
        ]
        Condition = {}
      },
      # The name of an identity is the sender's domain or address.
      {
        Effect   = "Allow"
        Resource = ["arn:${local.partition}:ses:${local.here}:configuration-set/${name}", "arn:${local.partition}:ses:${local.here}:identity/*"]
        Action = [
          "ses:CreateConfigurationSetEventDestination", "ses:DeleteConfigurationSet",
          "ses:DeleteConfigurationSetEventDestination", "ses:DeleteEmailIdentity", "ses:GetConfigurationSet",
          "ses:GetConfigurationSetEventDestinations", "ses:GetEmailIdentity", "ses:ListTagsForResource",
          "ses:PutConfigurationSetDeliveryOptions", "ses:PutConfigurationSetReputationOptions", "ses:PutConfigurationSetSendingOptions",
          "ses:PutConfigurationSetSuppressionOptions", "ses:PutEmailIdentityConfigurationSetAttributes",
          "ses:PutEmailIdentityMailFromAttributes", "ses:TagResource", "ses:UntagResource", "ses:UpdateConfigurationSetEventDestination",
        ]
        Condition = {}
      },
    ]

    watch = [
      {
        Effect = "Allow"
        # CloudFront's firewall logs to us-east-1, whatever the stage's region.
        Resource = flatten([for group in ["${local.here}:log-group:/aws/lambda/${name}-*", "${local.here}:log-group:/aws/apigateway/${name}-*", "${local.here}:log-group:aws-waf-logs-${name}*", "us-east-1:${local.account}:log-group:aws-waf-logs-${name}-cdn"] : ["arn:${local.partition}:logs:${group}", "arn:${local.partition}:logs:${group}:*"]])
        Action = [
          "logs:AssociateKmsKey", "logs:CreateLogGroup", "logs:DeleteLogGroup", "logs:DeleteMetricFilter", "logs:DescribeMetricFilters",
          "logs:DisassociateKmsKey", "logs:ListTagsForResource", "logs:PutMetricFilter", "logs:PutRetentionPolicy", "logs:TagResource",
          "logs:UntagResource",
        ]
        Condition = {}
      },
      # These know no resource.
      {
        Effect   = "Allow"
        Resource = ["*"]
        Action = [
          "cloudwatch:DescribeAlarms", "logs:CreateLogDelivery", "logs:DeleteLogDelivery", "logs:DeleteQueryDefinition",
          "logs:DescribeLogGroups", "logs:DescribeQueryDefinitions", "logs:DescribeResourcePolicies", "logs:GetLogDelivery",
          "logs:ListLogDeliveries", "logs:PutQueryDefinition", "logs:PutResourcePolicy", "logs:UpdateLogDelivery",
        ]
        Condition = { StringEquals = { "aws:RequestedRegion" = [var.region, "us-east-1"] } }
      },
      {
        Effect    = "Allow"
        Resource  = ["arn:${local.partition}:cloudwatch:${local.here}:alarm:${name}-*"]
        Action    = ["cloudwatch:DeleteAlarms", "cloudwatch:ListTagsForResource", "cloudwatch:PutMetricAlarm", "cloudwatch:TagResource", "cloudwatch:UntagResource"]
        Condition = {}
      },
      { Effect = "Allow", Resource = ["arn:${local.partition}:cloudwatch::${local.account}:dashboard/${name}"], Action = ["cloudwatch:DeleteDashboards", "cloudwatch:GetDashboard", "cloudwatch:PutDashboard"], Condition = {} },
    ]

    edge = concat([
      # APIs, plans and their parts have ids only.
      {
        Effect    = "Allow"
        Resource  = [for path in ["restapis", "restapis/*", "usageplans", "usageplans/*", "domainnames", "domainnames/*", "tags/*"] : "arn:${local.partition}:apigateway:${var.region}::/${path}"]
        Action    = ["apigateway:DELETE", "apigateway:GET", "apigateway:PATCH", "apigateway:POST", "apigateway:PUT"]
        Condition = {}
      },
      { Effect = "Allow", Resource = ["arn:${local.partition}:apigateway:${var.region}::/restapis/*/stages/${stage}"], Action = ["apigateway:SetWebACL", "wafv2:AssociateWebACL", "wafv2:DisassociateWebACL", "wafv2:GetWebACLForResource"], Condition = {} },
      {
        Effect = "Allow"
        Resource = [
          "arn:${local.partition}:wafv2:${local.here}:regional/webacl/${name}*", "arn:${local.partition}:wafv2:us-east-1:${local.account}:global/webacl/${name}*",
          "arn:${local.partition}:wafv2:${local.here}:regional/ipset/${name}-*", "arn:${local.partition}:wafv2:${local.here}:regional/managedruleset/*", "arn:${local.partition}:wafv2:us-east-1:${local.account}:global/managedruleset/*",
        ]
        Action = [
          "wafv2:AssociateWebACL", "wafv2:CreateIPSet", "wafv2:CreateWebACL", "wafv2:DeleteIPSet", "wafv2:DeleteLoggingConfiguration", "wafv2:DeleteWebACL",
          "wafv2:DisassociateWebACL", "wafv2:GetIPSet", "wafv2:GetLoggingConfiguration", "wafv2:GetWebACL", "wafv2:ListTagsForResource",
          "wafv2:PutLoggingConfiguration", "wafv2:TagResource", "wafv2:UntagResource", "wafv2:UpdateIPSet", "wafv2:UpdateWebACL",
        ]
        Condition = {}
      },
      # Most CloudFront resources, and certificates, have IDs only.
      {
        Effect   = "Allow"
        Resource = [for kind in ["distribution/", "function/${name}-", "origin-access-control/", "response-headers-policy/", "cache-policy/", "origin-request-policy/"] : "arn:${local.partition}:cloudfront::${local.account}:${kind}*"]
        Action = [
          "cloudfront:CreateDistribution", "cloudfront:CreateFunction", "cloudfront:CreateInvalidation",
          "cloudfront:CreateResponseHeadersPolicy", "cloudfront:DeleteDistribution", "cloudfront:DeleteFunction", "cloudfront:DeleteOriginAccessControl",
          "cloudfront:DeleteResponseHeadersPolicy", "cloudfront:DescribeFunction", "cloudfront:GetCachePolicy", "cloudfront:GetDistribution",
          "cloudfront:GetFunction", "cloudfront:GetOriginAccessControl", "cloudfront:GetOriginRequestPolicy", "cloudfront:GetResponseHeadersPolicy",
          "cloudfront:ListTagsForResource", "cloudfront:PublishFunction", "cloudfront:TagResource", "cloudfront:UntagResource",
          "cloudfront:UpdateDistribution", "cloudfront:UpdateFunction", "cloudfront:UpdateOriginAccessControl", "cloudfront:UpdateResponseHeadersPolicy",
        ]
        Condition = {}
      },
      {
        Effect    = "Allow"
        Resource  = ["*"]
        Action    = ["cloudfront:CreateOriginAccessControl", "cloudfront:ListCachePolicies", "cloudfront:ListOriginRequestPolicies", "ec2:DescribeManagedPrefixLists", "ec2:GetManagedPrefixListEntries", "route53:ListHostedZones"]
        Condition = {}
      },
      { Effect = "Allow", Resource = ["*"], Action = ["acm:AddTagsToCertificate", "acm:RequestCertificate"], Condition = local.tagged[stage] },
      {
        Effect    = "Allow"
        Resource  = ["arn:${local.partition}:acm:*:${local.account}:certificate/*"]
        Action    = ["acm:AddTagsToCertificate", "acm:DeleteCertificate", "acm:DescribeCertificate", "acm:ListTagsForCertificate", "acm:RemoveTagsFromCertificate"]
        Condition = { StringEquals = { "aws:ResourceTag/Stage" = stage } }
      },
      ], length(var.zone_ids) == 0 ? [] : [
      {
        Effect    = "Allow"
        Resource  = [for zone in var.zone_ids : "arn:${local.partition}:route53:::hostedzone/${zone}"]
        Action    = ["route53:ChangeResourceRecordSets", "route53:GetHostedZone", "route53:ListResourceRecordSets", "route53:ListTagsForResource"]
        Condition = {}
      },
      { Effect = "Allow", Resource = ["arn:${local.partition}:route53:::change/*"], Action = ["route53:GetChange"], Condition = {} },
    ])
  } }
}
