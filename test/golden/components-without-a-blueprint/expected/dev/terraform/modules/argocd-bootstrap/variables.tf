variable "release" {
  type        = string
  description = "Name of the Helm release, which Argo CD also uses for itself afterwards."
}

variable "namespace" {
  type        = string
  description = "Namespace of Argo CD. Created if it does not exist."
}

variable "pod_security" {
  type        = string
  description = "Pod Security level of the namespace, if it is created here."
  default     = null
}

variable "chart" {
  type        = object({ repository = string, name = string, version = string })
  description = "The Helm chart. Only the first installation uses it."
}

variable "values" {
  type        = string
  description = "Path of the values file, the same that Argo CD uses afterwards."
  default     = null
}

variable "root_application" {
  type        = string
  description = "Path of the root application, which contains all others. Without it Argo CD watches no repository yet."
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
  description = "Secrets that must exist first. `data` is their public content; `secret_data` contains the rest, by the same keys."
  default     = {}
}

variable "secret_data" {
  type        = map(map(string))
  description = "Content of the Secrets, as plain text. Ephemeral: stored neither in the plan nor in the state; only the run that creates a Secret needs it."
  default     = {}
  sensitive   = true
  ephemeral   = true
}

variable "kubeconfig" {
  type        = string
  description = "Kubeconfig of an administrator, as text. Ephemeral: stored neither in the plan nor in the state."
  sensitive   = true
  ephemeral   = true
}
