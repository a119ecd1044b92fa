variable "release" {
  type        = string
  description = "Name of the Helm release: that under which Argo CD keeps itself afterwards."
}

variable "namespace" {
  type        = string
  description = "Namespace that it lives in. Made when it is not there."
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
  description = "Path of the application that brings in all others."
  default     = null
}

variable "kubeconfig" {
  type        = string
  description = "Kubeconfig of an administrator, as text. Ephemeral: it reaches neither plan nor state."
  sensitive   = true
  ephemeral   = true
}
