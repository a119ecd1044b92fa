output "id" {
  description = "Known after everything is installed."
  value       = terraform_data.this.id
}
