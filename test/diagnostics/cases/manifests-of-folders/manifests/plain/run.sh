true # WARNING: manifests/unused-file
