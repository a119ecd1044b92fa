# A separate state for each cluster.
terraform {
  backend "local" {
    path = "../../../../state/dev/lab.tfstate"
  }
}
