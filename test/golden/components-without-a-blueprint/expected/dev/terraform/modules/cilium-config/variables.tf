variable "components" {
  type = list(object({
    release       = string
    namespace     = string
    pod_security  = optional(string)
    chart         = optional(object({ repository = string, name = string, version = string }))
    kustomization = optional(string)
    values        = optional(string)
  }))
  description = "What is installed, in order: a Helm chart with the path of its values file, or a kustomization by its address. `pod_security` is the level of its namespace, if that is created here."

  validation {
    condition     = alltrue([for one in var.components : (one.chart == null) != (one.kustomization == null)])
    error_message = "A component is a chart or a kustomization."
  }
}

variable "kubeconfig" {
  type        = string
  description = "Kubeconfig of an administrator, as text. Ephemeral: stored neither in the plan nor in the state."
  sensitive   = true
  ephemeral   = true
}
