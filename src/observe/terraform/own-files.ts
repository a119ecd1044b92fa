/**
 * What Terraform leaves in a root module when it is run there manually: its data, the lock of its providers, a plan
 * (as README.md there names it), a state that was not given a place. Only Terraform uses them.
 */
export function isTerraformsOwn(path: string): boolean {
  return /^[^/]+\/terraform\/(?:.*\/)?(?:\.terraform\/.*|\.terraform|\.terraform\.lock\.hcl|tfplan|terraform\.tfstate(?:\..*)?|\.terraform\.tfstate\.lock\.info)$/.test(
    path,
  );
}
