# Credentials come from the environment (see README.md). Certificates are always checked.
provider "talos" {}
