locals {
  # In order, one a line; install.sh says what the words are.
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

# Once in the life of the cluster: nothing here changes when a version or a value does. That is Argo CD's work.
resource "terraform_data" "this" {
  provisioner "local-exec" {
    interpreter = ["/bin/sh", "${path.module}/install.sh"]
    command     = join("\n", local.steps)

    environment = {
      KUBECONFIG_TEXT = var.kubeconfig
    }
  }
}
