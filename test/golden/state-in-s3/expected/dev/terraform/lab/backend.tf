# A separate state for each cluster.
terraform {
  backend "s3" {
    bucket       = "tf-state"
    key          = "infraflux/dev/lab/terraform.tfstate"
    region       = "eu-central-1"
    use_lockfile = true

    # A server that is not AWS: AWS-specific checks are skipped.
    endpoints                   = { s3 = "https://s3.example.org" }
    use_path_style              = true
    skip_credentials_validation = true
    skip_metadata_api_check     = true
    skip_region_validation      = true
    skip_requesting_account_id  = true
    skip_s3_checksum            = true
  }
}
