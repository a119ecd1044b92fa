# What must exist before Argo CD manages the cluster. All of it is installed once.
variable "bootstrap" {
  type        = bool
  description = "Install Argo CD and what it requires. Existing objects are left unchanged. False: create machines only."
  default     = true
}

variable "cluster_key" {
  type        = string
  description = "The age key that the cluster decrypts its secrets with. Only the run that creates the Secret needs it."
  default     = null
  sensitive   = true
  ephemeral   = true
}

locals {
  platform_files = "${path.module}/../../platform/${local.cluster}"
  gitops_engine  = "argocd"

  # In the order of their dependencies.
  before_gitops = [
    {
      name          = "gateway-api"
      release       = "gateway-api"
      namespace     = "kube-system"
      kustomization = "https://github.com/kubernetes-sigs/gateway-api//config/crd?ref=v1.6.1"
    },
    {
      name      = "prometheus-operator-crds"
      release   = "prometheus-operator-crds"
      namespace = "kube-system"
      chart = {
        repository = "https://prometheus-community.github.io/helm-charts"
        name       = "prometheus-operator-crds"
        version    = "31.0.1"
      }
    },
    {
      name      = "cilium"
      release   = "cilium"
      namespace = "kube-system"
      chart = {
        repository = "https://helm.cilium.io/"
        name       = "cilium"
        version    = "1.20.1"
      }
    },
  ]

  # Secrets that cannot be created by anything in the cluster.
  bootstrap_secrets = {
    "sops/sops-age-key-file" = {
      name         = "sops-age-key-file"
      namespace    = "sops"
      pod_security = "restricted"
    }
  }
}

ephemeral "talos_cluster_kubeconfig" "this" {
  count = var.bootstrap ? 1 : 0

  cluster_name    = local.cluster
  endpoint        = module.talos.endpoint
  machine_secrets = var.machine_secrets
}

module "cilium_config" {
  source = "../modules/cilium-config"
  count  = var.bootstrap ? 1 : 0

  components = [
    for component in local.before_gitops : {
      release       = component.release
      namespace     = component.namespace
      pod_security  = try(component.pod_security, null)
      chart         = try(component.chart, null)
      kustomization = try(component.kustomization, null)
      values        = fileexists("${local.platform_files}/${component.name}/values.yaml") ? "${local.platform_files}/${component.name}/values.yaml" : null
    }
  ]

  kubeconfig = ephemeral.talos_cluster_kubeconfig.this[0].kubeconfig_raw

  depends_on = [module.talos]
}

module "argocd_bootstrap" {
  source = "../modules/argocd-bootstrap"
  count  = var.bootstrap ? 1 : 0

  release      = "argocd"
  namespace    = "argocd"
  pod_security = "baseline"
  chart = {
    repository = "https://argoproj.github.io/argo-helm"
    name       = "argo-cd"
    version    = "10.1.1"
  }
  values     = "${local.platform_files}/${local.gitops_engine}/values.yaml"
  kubeconfig = ephemeral.talos_cluster_kubeconfig.this[0].kubeconfig_raw

  secrets = local.bootstrap_secrets
  secret_data = {
    "sops/sops-age-key-file" = var.cluster_key == null ? null : { "key" = var.cluster_key }
  }

  depends_on = [module.cilium_config]
}
