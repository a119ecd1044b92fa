# A separate state for each cluster.
terraform {
  backend "local" {
    path = "../../../../state/staging/staging.tfstate"
  }
}
