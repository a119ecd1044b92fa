output "endpoint" {
  description = "Address of the Kubernetes API, once etcd has been started."
  value       = var.cluster_endpoint

  depends_on = [talos_machine_bootstrap.this]
}
