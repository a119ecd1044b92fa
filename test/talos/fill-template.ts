/**
 * What Terraform makes of a patch with secrets. Only what stands in such patches is understood; anything else throws.
 * test/machines/secrets.test.ts holds it against the real terraform.
 */
export function fillTemplate(text: string, valueOf: (variable: string) => string): string {
  return text.replace(/\$\$\{|%%\{|\$\{jsonencode\(secrets\["([^"]+)"\]\)\}|[$%]\{/g, (found, variable?: string) => {
    if (variable !== undefined) return jsonencode(valueOf(variable));
    if (found.length === 2) throw new Error(`not understood: ${text}`);
    return found.slice(1);
  });
}

/** As Go's encoding/json writes it, which cares for HTML. */
function jsonencode(value: string): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
