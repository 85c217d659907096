locals {
  name   = "${var.project_name}-${var.stage}"
  origin = { images = "images", docs = "docs", api = "api" }
}

data "aws_cloudfront_cache_policy" "optimized" {
  name = "Managed-CachingOptimized"
}

data "aws_cloudfront_cache_policy" "disabled" {
  name = "Managed-CachingDisabled"
}

# Lets web pages of other origins read images; the bucket's CORS rules list the origins.
data "aws_cloudfront_origin_request_policy" "cors" {
  name = "Managed-CORS-S3Origin"
}

# Forwards everything except the Host header, by which API Gateway selects the API.
data "aws_cloudfront_origin_request_policy" "api" {
  name = "Managed-AllViewerExceptHostHeader"
}

# CloudFront signs its requests to the buckets; both reject all others.
resource "aws_cloudfront_origin_access_control" "this" {
  name                              = local.name
  description                       = "Signs requests to the shop's buckets."
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

# Maps /docs/problems/timeout to the object docs/problems/timeout.html.
resource "aws_cloudfront_function" "pages" {
  name    = "${local.name}-pages"
  comment = "Maps paths to documentation pages."
  runtime = "cloudfront-js-2.0"
  publish = true
  code    = file("${path.module}/pages.js")
}

resource "aws_cloudfront_distribution" "this" {
  #checkov:skip=CKV_AWS_305:pages.js maps / to the first page
  #checkov:skip=CKV_AWS_310:there is a single region
  #checkov:skip=CKV_AWS_374:module waf restricts countries
  comment             = "${local.name}: images, documentation${var.api_domain_name == null ? "" : ", API"}"
  enabled             = true
  is_ipv6_enabled     = true
  http_version        = "http2and3"
  price_class         = var.price_class
  aliases             = compact([var.domain_name])
  web_acl_id          = var.web_acl_arn
  wait_for_deployment = true

  origin {
    origin_id                = local.origin.images
    domain_name              = var.images_bucket_domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.this.id
  }

  origin {
    origin_id                = local.origin.docs
    domain_name              = module.docs_bucket.bucket_domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.this.id
  }

  dynamic "origin" {
    for_each = var.api_domain_name[*]

    content {
      origin_id   = local.origin.api
      domain_name = origin.value

      custom_origin_config {
        http_port              = 80
        https_port             = 443
        origin_protocol_policy = "https-only"
        origin_ssl_protocols   = ["TLSv1.2"]
        # Above API Gateway's own timeout, which responds with a problem document.
        origin_read_timeout = 30
      }

      # Overwrites a header of that name from the viewer.
      custom_header {
        name  = local.origin_header
        value = local.origin_keys["api"]
      }
    }
  }

  default_cache_behavior {
    target_origin_id           = local.origin.docs
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    compress                   = true
    cache_policy_id            = data.aws_cloudfront_cache_policy.optimized.id
    response_headers_policy_id = aws_cloudfront_response_headers_policy.this["docs"].id

    function_association {
      event_type   = "viewer-request"
      function_arn = aws_cloudfront_function.pages.arn
    }
  }

  ordered_cache_behavior {
    path_pattern               = "/products/*"
    target_origin_id           = local.origin.images
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["GET", "HEAD", "OPTIONS"]
    cached_methods             = ["GET", "HEAD", "OPTIONS"]
    compress                   = false
    cache_policy_id            = data.aws_cloudfront_cache_policy.optimized.id
    origin_request_policy_id   = data.aws_cloudfront_origin_request_policy.cors.id
    response_headers_policy_id = aws_cloudfront_response_headers_policy.this["images"].id
  }

  # API responses are not cached here: API Gateway's cache has the right cache keys. Requests without TLS are rejected
  # instead of redirected, because their token has already been exposed.
  dynamic "ordered_cache_behavior" {
    for_each = var.api_domain_name == null ? [] : ["/v1/*", "/partner/v1/*"]

    content {
      path_pattern             = ordered_cache_behavior.value
      target_origin_id         = local.origin.api
      viewer_protocol_policy   = "https-only"
      allowed_methods          = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
      cached_methods           = ["GET", "HEAD"]
      compress                 = true
      cache_policy_id          = data.aws_cloudfront_cache_policy.disabled.id
      origin_request_policy_id = data.aws_cloudfront_origin_request_policy.api.id
      # The API sends the header itself; CloudFront's own responses need the policy.
      response_headers_policy_id = aws_cloudfront_response_headers_policy.api[0].id
    }
  }

  restrictions {
    # Module waf restricts countries.
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    acm_certificate_arn            = var.certificate_arn
    cloudfront_default_certificate = var.certificate_arn == null
    # CloudFront's default certificate does not support another minimum.
    minimum_protocol_version = var.certificate_arn == null ? "TLSv1" : "TLSv1.2_2021"
    ssl_support_method       = var.certificate_arn == null ? null : "sni-only"
  }

  dynamic "logging_config" {
    for_each = var.log_bucket_domain_name[*]

    content {
      bucket          = logging_config.value
      prefix          = "cloudfront/${local.name}/"
      include_cookies = false
    }
  }
}

locals {
  policies = {
    # The documentation's console sends requests to the API from the reader's browser.
    docs = "default-src 'self'; connect-src 'self' https:; img-src 'self' data:; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'self'; frame-ancestors 'none'"
    # Images are uploaded content: browsers must not execute anything in them.
    images = "default-src 'none'; sandbox"
  }
}

resource "aws_cloudfront_response_headers_policy" "this" {
  #checkov:skip=CKV_AWS_259:HSTS preload affects the whole domain for years: its owner decides
  for_each = local.policies

  name    = "${local.name}-${each.key}"
  comment = "Security headers of the shop's ${each.key}."

  security_headers_config {
    content_security_policy {
      content_security_policy = each.value
      override                = true
    }
    content_type_options {
      override = true
    }
    frame_options {
      frame_option = "DENY"
      override     = true
    }
    referrer_policy {
      referrer_policy = "strict-origin-when-cross-origin"
      override        = true
    }
    strict_transport_security {
      access_control_max_age_sec = 31536000
      include_subdomains         = true
      override                   = true
    }
  }
}

resource "aws_cloudfront_response_headers_policy" "api" {
  #checkov:skip=CKV_AWS_259:HSTS preload affects the whole domain for years: its owner decides
  count = var.api_domain_name == null ? 0 : 1

  name    = "${local.name}-api"
  comment = "HSTS on every response of the shop's API."

  security_headers_config {
    strict_transport_security {
      access_control_max_age_sec = 31536000
      include_subdomains         = true
      override                   = true
    }
  }
}
