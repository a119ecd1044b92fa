import type { BlueprintFile, Catalog } from '../blueprints/catalog.ts';
import type { Checked, Diagnostic, Span } from '../diagnostics/diagnostic.ts';
import { type StoredSecret, storedSecrets } from '../model/secret-stores.ts';
import type { Cluster, Component, Environment, Platform } from '../model/platform.ts';
import { checkObject } from './check-object.ts';
import type { View } from './templates/render-template.ts';
import { renderYaml, yamlLineSpan } from './templates/render-yaml.ts';

export interface StoredSecretFile {
  /** Of the Secret. */
  readonly name: string;
  readonly text: string;
  readonly template: string;
}

/**
 * For each secret that the component takes from a store, the object that fetches it, by the template of the component that reads the
 * store. Undefined: its secrets come by encrypted objects.
 */
export function renderStoredSecrets(
  platform: Platform,
  environment: Environment,
  cluster: Cluster,
  component: Component,
  catalog: Catalog,
): Checked<readonly StoredSecretFile[]> | undefined {
  const secrets = storedSecrets(platform.name, cluster, component, catalog);
  if (secrets === undefined) return undefined;
  const diagnostics: Diagnostic[] = [];
  const files: StoredSecretFile[] = [];
  for (const secret of secrets) {
    const template = templateOf(secret, catalog);
    if (template === undefined) continue;
    const rendered = renderYaml(template, viewOf(platform, environment, cluster, component, secret), {
      code: 'blueprint/invalid-object',
      check: (object) => checkObject(object, catalog),
    });
    diagnostics.push(...rendered.diagnostics);
    if (rendered.value === undefined || rendered.value.documents.length === 0) continue;
    files.push({ name: secret.name, text: rendered.value.text(), template: template.path });
  }
  return { value: files, diagnostics };
}

/** Where a line of such an object comes from, counted from 1. */
export function storedSecretLine(
  platform: Platform,
  environment: Environment,
  cluster: Cluster,
  component: Component,
  catalog: Catalog,
  name: string,
  line: number,
): Span | undefined {
  const secret = storedSecrets(platform.name, cluster, component, catalog)?.find(
    (storedSecret) => storedSecret.name === name,
  );
  const template = secret === undefined ? undefined : templateOf(secret, catalog);
  if (secret === undefined || template === undefined) return undefined;
  return yamlLineSpan(template, viewOf(platform, environment, cluster, component, secret), line)?.span;
}

function templateOf({ reader }: StoredSecret, catalog: Catalog): BlueprintFile | undefined {
  const folder = catalog.components.get(reader)?.folder;
  return catalog.files.get(`${folder}/secret.yaml.hbs`);
}

function viewOf(
  platform: Platform,
  environment: Environment,
  cluster: Cluster,
  component: Component,
  { entry, keys, name, namespace, refresh, store }: StoredSecret,
): View {
  return {
    platform: { name: platform.name },
    environment: { name: environment.name },
    cluster: { name: cluster.name },
    component: { name: component.name },
    store,
    refresh,
    secret: {
      name,
      namespace,
      entry,
      keys: keys.map((key) => ({ name: key.name, entry: key.entry, property: key.property ?? false })),
    },
  };
}
