/**
 * Terraform commands about one cluster, as people type them: from the directory of infraflux.yaml, in the files that were
 * compiled, with the secrets that they need.
 */
export function terraformByHand(
  engine: string,
  environment: string,
  cluster: string,
  ...args: readonly string[]
): string {
  const there = `${engine} -chdir=out/${environment}/terraform/${cluster}`;
  return `${there} init; npx infraflux secrets exec ${environment}/${cluster} -- ${there} ${args.join(' ')}`;
}

/** An address of Terraform for a shell. */
export function quoted(address: string): string {
  return `'${address.replaceAll("'", String.raw`'\''`)}'`;
}
