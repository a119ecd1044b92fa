# A separate state for each cluster.
terraform {
  backend "local" {
    path = "../../../../state/prod/home.tfstate"
  }
}
