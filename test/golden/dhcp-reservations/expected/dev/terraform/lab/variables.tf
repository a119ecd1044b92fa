# Secrets are ephemeral: set them as TF_VAR_..., also when a saved plan is applied.

variable "machine_secrets" {
  type = object({
    cluster = object({ id = string, secret = string })
    secrets = object({
      bootstrap_token             = string
      secretbox_encryption_secret = string
      aescbc_encryption_secret    = optional(string)
    })
    trustdinfo = object({ token = string })
    certs = object({
      etcd               = object({ cert = string, key = string })
      k8s                = object({ cert = string, key = string })
      k8s_aggregator     = object({ cert = string, key = string })
      k8s_serviceaccount = object({ key = string })
      os                 = object({ cert = string, key = string })
    })
  })
  description = "The machine secrets of the cluster, generated once."
  sensitive   = true
  ephemeral   = true
}

variable "client_configuration" {
  type = object({
    ca_certificate     = string
    client_certificate = string
    client_key         = string
  })
  description = "Talos client certificate, in base64."
  sensitive   = true
  ephemeral   = true
}

variable "maintenance" {
  type        = set(string)
  description = "New machines, in maintenance mode without their first configuration."
  default     = []
}
