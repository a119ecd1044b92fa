# A separate state for each cluster.
terraform {
  backend "local" {
    path = "../../../../state/home/main.tfstate"
  }
}
