locals {
  # In order, one per line; the format is described in install.sh.
  steps = [
    for component in var.components : component.chart == null
    ? join("\t", ["kustomize", component.kustomization, component.namespace, "-"])
    : join("\t", [
      "chart",
      component.release,
      component.namespace,
      component.pod_security == null ? "-" : component.pod_security,
      component.chart.repository,
      component.chart.name,
      component.chart.version,
      component.values == null ? "-" : component.values,
    ])
  ]
}

# Once in the lifetime of the cluster: nothing changes here with a new version or value. Argo CD applies those.
resource "terraform_data" "this" {
  provisioner "local-exec" {
    interpreter = ["/bin/sh", "${path.module}/install.sh"]
    command     = join("\n", local.steps)

    environment = {
      KUBECONFIG_TEXT = var.kubeconfig
    }
  }
}
