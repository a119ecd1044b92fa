locals {
  # One per line, tab-separated; the format is described in install.sh.
  chart = join("\t", [
    "chart",
    var.release,
    var.namespace,
    var.pod_security == null ? "-" : var.pod_security,
    var.chart.repository,
    var.chart.name,
    var.chart.version,
    var.values == null ? "-" : var.values,
  ])

  # The content of each Secret, as Kubernetes encodes it. Empty if it is not set.
  secret_data = {
    for key, secret in var.secrets : key => lookup(var.secret_data, key, null) == null ? "" : jsonencode({
      for name, value in merge(secret.data, var.secret_data[key]) : name => base64encode(value)
    })
  }
}

# Secrets that Argo CD and others need before they can read anything. Created once, and never changed later.
resource "terraform_data" "secret" {
  for_each = var.secrets

  provisioner "local-exec" {
    interpreter = ["/bin/sh", "${path.module}/install.sh"]
    command     = join("\t", ["secret", each.value.name, each.value.namespace, each.value.pod_security == null ? "-" : each.value.pod_security])

    environment = {
      KUBECONFIG_TEXT = var.kubeconfig
      SECRET_DATA     = local.secret_data[each.key]
      SECRET_LABELS   = jsonencode(each.value.labels)
    }
  }
}

# Once in the lifetime of the cluster: from then on Argo CD manages itself from the repository.
resource "terraform_data" "this" {
  depends_on = [terraform_data.secret]

  provisioner "local-exec" {
    interpreter = ["/bin/sh", "${path.module}/install.sh"]
    command     = local.chart

    environment = {
      KUBECONFIG_TEXT = var.kubeconfig
    }
  }
}

# Nothing else manages it, so it is applied again when its file changes.
resource "terraform_data" "root" {
  count      = var.root_application == null ? 0 : 1
  depends_on = [terraform_data.this]

  triggers_replace = filesha256(var.root_application)

  provisioner "local-exec" {
    interpreter = ["/bin/sh", "${path.module}/install.sh"]
    command     = join("\t", ["apply", var.root_application])

    environment = {
      KUBECONFIG_TEXT = var.kubeconfig
    }
  }
}
