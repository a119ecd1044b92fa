/** `{secret: name, key?: name}` in the language. */
export interface SecretReference {
  readonly name: string;
  readonly key: string | undefined;
}
