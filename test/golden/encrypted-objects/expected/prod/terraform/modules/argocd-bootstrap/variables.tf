variable "release" {
  type        = string
  description = "Name of the Helm release: that under which Argo CD keeps itself afterwards."
}

variable "namespace" {
  type        = string
  description = "Namespace that it lives in. Made when it is not there."
}

variable "pod_security" {
  type        = string
  description = "What Pod Security enforces in the namespace, where it is made here."
  default     = null
}

variable "chart" {
  type        = object({ repository = string, name = string, version = string })
  description = "The Helm chart. Only the first installation looks at it."
}

variable "values" {
  type        = string
  description = "Path of the values file, the same that Argo CD uses afterwards."
  default     = null
}

variable "root_application" {
  type        = string
  description = "Path of the application that brings in all others. Without it Argo CD watches nothing yet."
  default     = null
}

variable "secrets" {
  type = map(object({
    name         = string
    namespace    = string
    pod_security = optional(string)
    labels       = optional(map(string), {})
    data         = optional(map(string), {})
  }))
  description = "Secrets that must be there first. `data` is what of them everybody may know; `secret_data` holds the rest, by the same keys."
  default     = {}
}

variable "secret_data" {
  type        = map(map(string))
  description = "What the Secrets hold, as plain text. Ephemeral: it reaches neither plan nor state, and only the run that places a Secret needs it."
  default     = {}
  sensitive   = true
  ephemeral   = true
}

variable "kubeconfig" {
  type        = string
  description = "Kubeconfig of an administrator, as text. Ephemeral: it reaches neither plan nor state."
  sensitive   = true
  ephemeral   = true
}
