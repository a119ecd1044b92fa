import type { Json } from '../../source/tree.ts';
import type { SecretPlace } from '../talos-secrets.ts';
import { printYamlDocuments, YamlExpression, type YamlValue } from '../yaml/print-yaml.ts';
import { isMap } from './document.ts';
import type { PatchDocuments } from './layers.ts';

/**
 * Documents with places of secrets as a template of Terraform's (`templatefile`, with the map `secrets`). A value goes
 * in as JSON, which YAML takes as it is, whatever stands in it; all other text is there as it was written.
 */
export function printSecretTemplate(documents: PatchDocuments): string {
  return printYamlDocuments(documents.map(templated));
}

function templated(value: Json): YamlValue {
  if (typeof value === 'string') return escaped(value);
  if (Array.isArray(value)) return (value as readonly Json[]).map(templated);
  if (!isMap(value)) return value;
  if (isSecretPlace(value)) return new YamlExpression(`\${jsonencode(secrets[${JSON.stringify(value.$secret)}])}`);
  return new Map(Object.entries(value).map(([key, inner]) => [escaped(key), templated(inner)]));
}

function escaped(text: string): string {
  return text.replace(/([$%])\{/g, '$1$1{');
}

function isSecretPlace(value: { readonly [key: string]: Json }): value is SecretPlace {
  return typeof value['$secret'] === 'string';
}
