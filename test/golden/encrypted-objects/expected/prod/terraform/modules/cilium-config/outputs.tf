output "id" {
  description = "Known once everything is installed."
  value       = terraform_data.this.id
}
