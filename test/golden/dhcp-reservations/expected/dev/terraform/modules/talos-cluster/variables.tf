variable "cluster_name" {
  type        = string
  description = "Name of the cluster."
}

variable "cluster_endpoint" {
  type        = string
  description = "Address of the Kubernetes API: https://host:port."

  validation {
    condition     = can(regex("^https://[^/]+:[0-9]+$", var.cluster_endpoint))
    error_message = "The endpoint is https://host:port."
  }
}

variable "talos_contract" {
  type        = string
  description = "Talos version that the cluster was created with (v1.13). It decides the structure of the configuration, and never changes."

  validation {
    condition     = can(regex("^v1[.][0-9]+$", var.talos_contract))
    error_message = "The contract is a minor version, such as v1.13."
  }
}

variable "kubernetes_version" {
  type        = string
  description = "Kubernetes version of the machines. On a running cluster, upgrade before you change it: Terraform configures all machines at once."
}

variable "bootstrap_node" {
  type        = string
  description = "Control plane that bootstraps etcd, once in the lifetime of the cluster. Changing it later has no effect."

  validation {
    condition     = try(var.nodes[var.bootstrap_node].role, "") == "controlplane"
    error_message = "The bootstrap node is one of the control planes."
  }
}

variable "nodes" {
  type = map(object({
    role    = string
    address = string
    machine = string
  }))
  description = "Nodes by name: role, address, and the identity of the machine (when it changes, the node is configured again)."

  validation {
    condition     = alltrue([for node in values(var.nodes) : contains(["controlplane", "worker"], node.role)])
    error_message = "A role is controlplane or worker."
  }
}

variable "patches" {
  type        = map(list(string))
  description = "Patches of each node, in the order in which they are applied. Ephemeral: they may contain secrets."
  sensitive   = true
  ephemeral   = true
}

variable "maintenance" {
  type        = set(string)
  description = "Nodes in maintenance mode, without their first configuration. There, Talos accepts it only in the mode auto."
  default     = []
}

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
  description = "The machine secrets of the cluster. Ephemeral: stored neither in the plan nor in the state."
  sensitive   = true
  ephemeral   = true
}

variable "client_configuration" {
  type = object({
    ca_certificate     = string
    client_certificate = string
    client_key         = string
  })
  description = "Talos client certificate, in base64. Ephemeral."
  sensitive   = true
  ephemeral   = true
}
