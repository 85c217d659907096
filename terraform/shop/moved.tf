# Renamed resources keep their place in the states of deployed stages.
moved {
  from = aws_lambda_permission.pictures
  to   = aws_lambda_permission.images
}

moved {
  from = aws_s3_bucket_notification.pictures
  to   = aws_s3_bucket_notification.images
}
