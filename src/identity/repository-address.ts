/** An address as people may see it: a password or token in it is left out. */
export function printableAddress(repository: string): string {
  return repository.replace(/^([a-z+]+:\/\/)[^/@]*:[^/@]*@/i, '$1');
}

/** Two spellings of one repository are equal after this: scp-like and ssh://, with and without `.git`. */
export function canonicalAddress(repository: string): string {
  const scp = /^([^/:@]+@)?([^/:]{2,}):(?!\/\/)(.*)$/.exec(repository);
  const url = scp === null || repository.includes('://') ? repository : `ssh://${scp[1] ?? ''}${scp[2]}/${scp[3]}`;
  return url
    .replace(/^file:\/\//, '')
    .replace(/^(ssh|https?):\/\/(?:[^/@]*@)?/i, '$1://')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '');
}
