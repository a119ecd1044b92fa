locals {
  # In order, one a line; install.sh says what the words are.
  steps = concat(
    [join("\t", [
      "chart",
      var.release,
      var.namespace,
      var.chart.repository,
      var.chart.name,
      var.chart.version,
      var.values == null ? "-" : var.values,
    ])],
    var.root_application == null ? [] : [join("\t", ["apply", var.root_application])],
  )
}

# Once in the life of the cluster: from then on it keeps itself, as the repository says.
resource "terraform_data" "this" {
  provisioner "local-exec" {
    interpreter = ["/bin/sh", "${path.module}/install.sh"]
    command     = join("\n", local.steps)

    environment = {
      KUBECONFIG_TEXT = var.kubeconfig
    }
  }
}
