output "endpoint" {
  description = "Address of the Kubernetes API, after etcd was bootstrapped."
  value       = var.cluster_endpoint

  depends_on = [talos_machine_bootstrap.this]
}
