# One state for each environment and cluster: environments share nothing.
terraform {
  backend "local" {
    path = "../../../../state/prod/main.tfstate"
  }
}
