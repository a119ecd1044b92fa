#!/bin/sh
# Installs what its first argument lists, one a line with tabs between: chart, name, namespace, repository, chart, version,
# values; or apply, file; or kustomize, address. What is there already is left as it is. Needs helm and kubectl.
set -eu
umask 077

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export KUBECONFIG="$folder/kubeconfig"
printf '%s' "$KUBECONFIG_TEXT" > "$KUBECONFIG"
unset KUBECONFIG_TEXT

# The API server is the last to come up after etcd was started.
attempt=0
until kubectl get --raw /readyz > /dev/null 2> "$folder/answer"; do
  attempt=$((attempt + 1))
  if [ "$attempt" -ge "${INSTALL_ATTEMPTS:-120}" ]; then
    cat "$folder/answer" >&2
    exit 1
  fi
  sleep 5
done

tab=$(printf '\t')
printf '%s\n' "$1" > "$folder/steps"
while IFS="$tab" read -r kind name namespace repository chart version values <&3; do
  case "$kind" in
    chart)
      # Listed by name, because a failing question must not look like an answer.
      there=$(helm list --all --namespace "$namespace" --filter "^$name\$" --short)
      if [ -n "$there" ]; then
        echo "$name is there already"
        continue
      fi
      case "$repository" in
        oci://*) set -- "$repository/$chart" ;;
        *) set -- "$chart" --repo "$repository" ;;
      esac
      if [ "$values" != "-" ]; then set -- "$@" --values "$values"; fi
      helm install "$name" "$@" --version "$version" --namespace "$namespace" --create-namespace
      ;;
    kustomize) kubectl apply --server-side --kustomize "$name" ;;
    apply) kubectl apply --server-side --filename "$name" ;;
  esac
done 3< "$folder/steps"
