output "endpoint" {
  description = "Address of the Kubernetes API."
  value       = module.talos.endpoint
}

output "nodes" {
  description = "Addresses of the nodes by name."
  value       = { for name, node in local.nodes : name => node.address }
}
