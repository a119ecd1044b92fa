#!/bin/sh
# Installs the items of its first argument, one per line, tab-separated, `-` for empty:
#
#   chart, release, namespace, level, repository, chart, version, values
#   kustomize, address
#   secret, name, namespace, level        content in SECRET_DATA and SECRET_LABELS, as JSON
#   apply, file
#
# A level is the Pod Security level of a namespace that does not exist yet. Existing objects are left unchanged, except for
# `apply`. Needs kubectl, and helm for charts. Terraform hides the output of a step with secrets, so the report is
# also written to the file INSTALL_REPORT, if it is set.
set -eu
umask 077

steps=$1
kubeconfig=$KUBECONFIG_TEXT
secret_data=${SECRET_DATA:-}
secret_labels=${SECRET_LABELS:-}
# Child processes do not need them, nor the variables of Terraform.
unset KUBECONFIG_TEXT SECRET_DATA SECRET_LABELS
for variable in $(env | sed -n 's/^\(TF_VAR_[A-Za-z0-9_]*\)=.*/\1/p'); do unset "$variable"; done

say() {
  echo "$1"
  if [ -n "${INSTALL_REPORT:-}" ]; then echo "$1" >> "$INSTALL_REPORT"; fi
}

fail() {
  say "$1" >&2
  exit 1
}

needs() {
  command -v "$1" > /dev/null || fail "$1 is not here"
}

# In a memory file system if there is one.
if [ -d /dev/shm ] && [ -w /dev/shm ]; then
  folder=$(mktemp -d /dev/shm/bootstrap.XXXXXXXXXX)
else
  folder=$(mktemp -d)
fi
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' HUP INT TERM
# Stopping Terraform stops this script by SIGKILL, which cannot be trapped.
(
  trap '' HUP INT TERM
  while kill -0 $$ 2> /dev/null; do sleep 1; done
  rm -rf "$folder"
) < /dev/null > /dev/null 2>&1 &

export KUBECONFIG="$folder/kubeconfig"
printf '%s' "$kubeconfig" > "$KUBECONFIG"

apply() {
  kubectl apply --server-side --field-manager infraflux-bootstrap --filename "$@"
}

# A new kind is not served immediately.
apply_soon() {
  attempt=0
  until apply "$@" > "$folder/answer" 2>&1; do
    attempt=$((attempt + 1))
    if [ "$attempt" -ge 30 ] || ! grep -q -e 'no matches for kind' -e 'could not find the requested' "$folder/answer"; then
      cat "$folder/answer" >&2
      exit 1
    fi
    sleep 2
  done
  cat "$folder/answer"
}

make_namespace() {
  if [ "$level" = "-" ] || [ -n "$(kubectl get namespace "$namespace" --ignore-not-found --output name)" ]; then return; fi
  printf '{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "%s", "labels": {"%s": "%s"} } }' \
    "$namespace" pod-security.kubernetes.io/enforce "$level" | apply -
}

install_chart() {
  needs helm
  # Listed by name, because a failed request must not look like an answer.
  there=$(helm list --namespace "$namespace" --filter "^$name\$" --short \
    --deployed --failed --pending --superseded --uninstalled --uninstalling)
  if [ -n "$there" ]; then
    # A first installation that was killed, or failed: its record blocks a new one, its objects do not.
    records=$(kubectl get secrets --namespace "$namespace" --output name --selector "owner=helm,name=$name")
    unfinished=$(kubectl get secrets --namespace "$namespace" --output name \
      --selector "owner=helm,name=$name,version=1,status in (failed,pending-install)")
    if [ -z "$unfinished" ] || [ "$unfinished" != "$records" ]; then
      say "$name is there already"
      return
    fi
    say "$name was not installed to the end: once more"
    kubectl delete --namespace "$namespace" "$unfinished"
  fi
  make_namespace
  case "$repository" in
    oci://*) set -- "$repository/$chart" ;;
    *) set -- "$chart" --repo "$repository" ;;
  esac
  if [ "$values" != "-" ]; then set -- "$@" --values "$values"; fi
  helm install "$name" "$@" --version "$version" --namespace "$namespace"
  say "$name is installed"
}

install_kustomization() {
  kubectl kustomize "$name" > "$folder/objects.yaml"
  if kubectl get --filename "$folder/objects.yaml" > /dev/null 2>&1; then
    say "$name is there already"
    return
  fi
  apply_soon "$folder/objects.yaml"
  say "$name is installed"
}

# The content is never passed as an argument or written to a file.
place_secret() {
  there=$(kubectl get secret "$name" --namespace "$namespace" --ignore-not-found --output 'jsonpath={.kind}{.data}')
  if [ -n "$there" ]; then
    if [ -z "$secret_data" ] || [ "$there" = "Secret$secret_data" ]; then
      say "the Secret $namespace/$name is there already"
    else
      say "the Secret $namespace/$name is there with another content: left as it is"
    fi
    return
  fi
  if [ -z "$secret_data" ]; then fail "nobody said what the Secret $namespace/$name holds"; fi
  make_namespace
  printf '{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "%s", "namespace": "%s", "labels": %s}, "data": %s}' \
    "$name" "$namespace" "$secret_labels" "$secret_data" | apply -
  say "the Secret $namespace/$name is placed"
}

needs kubectl
# The API server is the last to start after etcd was bootstrapped.
attempt=0
until kubectl get --raw /readyz > /dev/null 2> "$folder/answer"; do
  attempt=$((attempt + 1))
  if [ "$attempt" -ge "${INSTALL_ATTEMPTS:-120}" ]; then
    cat "$folder/answer" >&2
    fail "the API server does not answer"
  fi
  sleep 5
done

tab=$(printf '\t')
printf '%s\n' "$steps" > "$folder/steps"
while IFS="$tab" read -r kind name namespace level repository chart version values <&3; do
  case "$kind" in
    chart) install_chart ;;
    kustomize) install_kustomization ;;
    secret) place_secret ;;
    apply) apply_soon "$name" --force-conflicts && say "$name is applied" ;;
  esac
done 3< "$folder/steps"
