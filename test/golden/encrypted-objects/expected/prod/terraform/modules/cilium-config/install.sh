#!/bin/sh
# Installs what its first argument lists, one a line with tabs between, `-` for nothing:
#
#   chart, release, namespace, level, repository, chart, version, values
#   kustomize, address
#   secret, name, namespace, level        its content comes by SECRET_DATA and SECRET_LABELS, as JSON
#   apply, file
#
# A level is what Pod Security enforces in a namespace that is not there yet. What is there already is left as it is, but for
# `apply`. Needs kubectl, and helm for charts. Terraform hides what a step with secrets prints, so what was done is
# also written to the file INSTALL_REPORT, where one is named.
set -eu
umask 077

steps=$1
kubeconfig=$KUBECONFIG_TEXT
secret_data=${SECRET_DATA:-}
secret_labels=${SECRET_LABELS:-}
# Nobody that this starts needs them, nor what Terraform was given.
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

# In memory where the system has a place for that.
if [ -d /dev/shm ] && [ -w /dev/shm ]; then
  folder=$(mktemp -d /dev/shm/bootstrap.XXXXXXXXXX)
else
  folder=$(mktemp -d)
fi
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' HUP INT TERM
# Whoever stops Terraform stops this by SIGKILL, which no trap hears.
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

# A kind that was made a moment ago is not served at once.
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
  # Listed by name, because a failing question must not look like an answer.
  there=$(helm list --namespace "$namespace" --filter "^$name\$" --short \
    --deployed --failed --pending --superseded --uninstalled --uninstalling)
  if [ -n "$there" ]; then
    # A first installation that was killed, or failed: its record stands in the way, its objects do not.
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

# The content is never an argument and never in a file.
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
# The API server is the last to come up after etcd was started.
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
