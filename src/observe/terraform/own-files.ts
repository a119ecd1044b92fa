/**
 * What Terraform leaves in a root module when somebody runs it there by hand: its data, the lock of its providers, a plan
 * (as README.md there names it), a state that was not given a place. They are nobody's business but Terraform's.
 */
export function isTerraformsOwn(path: string): boolean {
  return /^[^/]+\/terraform\/(?:.*\/)?(?:\.terraform\/.*|\.terraform|\.terraform\.lock\.hcl|tfplan|terraform\.tfstate(?:\..*)?|\.terraform\.tfstate\.lock\.info)$/.test(
    path,
  );
}
