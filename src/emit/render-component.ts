import { blueprintOf } from '../model/blueprint-of.ts';
import type { BlueprintFile, Catalog } from '../blueprints/catalog.ts';
import type { Folded } from '../config/folded.ts';
import { type Checked, type Diagnostic, invariant, type Span } from '../diagnostics/diagnostic.ts';
import type { Cluster, Component, Environment, Platform } from '../model/platform.ts';
import { operatorOf } from '../model/secret-operator.ts';
import { storedSecrets } from '../model/secret-stores.ts';
import type { Json } from '../source/tree.ts';
import { type ArtifactPath, platformPath } from '../identity/artifact-path.ts';
import type { Artifact } from './artifact.ts';
import { checkObject } from './check-object.ts';
import { checkUserValues } from './check-user-values.ts';
import { type CopiedArea, type CopiedFolder, copiedFolder, copiedFolders } from './copied-files.ts';
import { isExpressible, valueReferences, withSecretNames } from '../model/value-references.ts';
import { spanAt } from '../config/read.ts';
import { diagnostic } from '../diagnostics/catalogue.ts';
import { type ChartKeysFile, parseChartKeys } from '../blueprints/chart-keys.ts';
import { checkValues } from './check-values.ts';
import { componentView } from './component-view.ts';
import { mergeValues } from './merge-values.ts';
import { renderStoredSecrets, storedSecretLine } from './stored-secrets.ts';
import type { View } from './templates/render-template.ts';
import { renderYaml, yamlLineSpan } from './templates/render-yaml.ts';
import { noComments, printWithComments } from './yaml/comments.ts';

/**
 * The files of one component on one cluster: values.yaml (the blueprint's, the user's own values merged over them) and
 * manifests. A template that renders to nothing gives no file; one with a fault gives a diagnostic and no file.
 */
export function renderComponent(
  platform: Platform,
  environment: Environment,
  cluster: Cluster,
  component: Component,
  catalog: Catalog,
): Checked<readonly Artifact[]> {
  const templates = templatesOf(component, catalog);
  const view = componentView(platform, environment, cluster, component, catalog);
  const diagnostics: Diagnostic[] = [];
  const artifacts: Artifact[] = [];
  const add = (
    path: ArtifactPath,
    text: string,
    template: string | undefined,
    subject: string = component.name,
  ): void => {
    const { name } = environment;
    artifacts.push({ path, text, layer: 'gitops', environment: name, cluster: cluster.name, subject, template });
  };
  const fileOf = componentFile(environment, cluster, component);
  const values = renderValues(cluster, component, templates, view);
  diagnostics.push(...values.diagnostics);
  if (values.value !== undefined && Object.keys(values.value.values as object).length > 0) {
    add(fileOf('values.yaml'), values.value.text(), templates.values?.path);
  }
  for (const [name, file] of templates.manifests) {
    const rendered = renderYaml(file, view, {
      code: 'blueprint/invalid-object',
      check: (object) => checkObject(object, catalog),
    });
    diagnostics.push(...rendered.diagnostics);
    if (rendered.value === undefined || rendered.value.documents.length === 0) continue;
    add(fileOf('manifests', name), rendered.value.text(), file.path);
  }
  for (const { area, folder } of copiedFolders(component, catalog)) {
    const copied = copiedFolder(platform.files, folder, catalog);
    diagnostics.push(...copied.diagnostics, ...emptyFolder(cluster, component, area, folder, copied.value));
    for (const { name, text } of copied.value?.files ?? []) add(fileOf(area, name), text, undefined);
  }
  const stored = renderStoredSecrets(platform, environment, cluster, component, catalog);
  diagnostics.push(...(stored?.diagnostics ?? []));
  for (const { name, text, template } of stored?.value ?? [])
    add(fileOf('manifests', secretFile(name)), text, template);
  const operator = cluster.components.find(({ name }) => name === operatorOf(cluster, catalog)?.member.name);
  const isLater = (component: Component): boolean => operator !== undefined && component.wave > operator.wave;
  if (stored === undefined && isLater(component)) {
    for (const [name, text] of secretObjects(cluster, component))
      add(fileOf('manifests', secretFile(name)), text, undefined);
  }
  if (operator?.name === component.name) {
    for (const reader of cluster.components) {
      if (isLater(reader) || storedSecrets(platform.name, cluster, reader, catalog) !== undefined) continue;
      for (const [name, text] of secretObjects(cluster, reader))
        add(fileOf(earlySecrets, `${reader.name}.${name}.yaml`), text, undefined, reader.name);
    }
  }
  return { value: artifacts, diagnostics };
}

function emptyFolder(
  cluster: Cluster,
  component: Component,
  area: CopiedArea,
  folder: string,
  copied: CopiedFolder | undefined,
): readonly Diagnostic[] {
  if (copied === undefined || copied.files.length > 0) return [];
  const span = spanAt(cluster.tree, ['platform', component.name, area === 'source' ? 'path' : 'manifests']);
  return [diagnostic('manifests/empty', span, `${folder} has no manifests`)];
}

/** Of the object that a Secret of this name is made of, whatever its kind. */
function secretFile(name: string): string {
  return `secret-${name}.yaml`;
}

/**
 * Folder of the operator's component with the objects of all that is no later than it, which `SecretOperator.before` says
 * the reason of: they are published after the operator exists.
 */
export const earlySecrets = 'secrets';

/** By name of the Secret. SOPS binds each value to its path, so the texts are copied as they are. */
function secretObjects(cluster: Cluster, component: Component): [string, string][] {
  const prefix = `${component.name}.`;
  return Object.entries(cluster.secretObjects ?? {})
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, text]): [string, string] => [name.slice(prefix.length), text])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/**
 * Where a line of one of the component's files comes from: the line of the template, or what the user wrote under
 * `values`. Lines count from 1. Undefined when the component has no such file or line.
 */
export function componentLineSpan(
  platform: Platform,
  environment: Environment,
  cluster: Cluster,
  component: Component,
  catalog: Catalog,
  path: ArtifactPath,
  line: number,
): Span | undefined {
  const templates = templatesOf(component, catalog);
  const view = componentView(platform, environment, cluster, component, catalog);
  const fileOf = componentFile(environment, cluster, component);
  const manifest = templates.manifests.find(([name]) => path === fileOf('manifests', name));
  if (manifest !== undefined) return yamlLineSpan(manifest[1], view, line)?.span;
  const secret = /\/secret-([^/]+)\.yaml$/.exec(path)?.[1];
  if (secret !== undefined && path === fileOf('manifests', secretFile(secret)))
    return storedSecretLine(platform, environment, cluster, component, catalog, secret, line);
  for (const { area, folder } of copiedFolders(component, catalog)) {
    const prefix = fileOf(area, '');
    if (!path.startsWith(prefix)) continue;
    const source = `${folder}/${path.slice(prefix.length)}`;
    const text = platform.files.get(source);
    if (text === undefined) return undefined;
    const start =
      text
        .split('\n')
        .slice(0, line - 1)
        .join('\n').length + (line > 1 ? 1 : 0);
    return { file: source, start, end: start };
  }
  if (path !== fileOf('values.yaml')) return undefined;
  const merged = renderValues(cluster, component, templates, view).value;
  if (merged === undefined) return undefined;
  const found = yamlLineSpan(templates.values, view, line, [merged.values]);
  if (found === undefined) return undefined;
  return userSpan(cluster, component, found.path) ?? found.span;
}

interface Templates {
  readonly values: BlueprintFile | undefined;
  /** By file name in the output, sorted. */
  readonly manifests: readonly (readonly [string, BlueprintFile])[];
  readonly chartKeys: ChartKeysFile | undefined;
}

const templatesOfCatalog = new WeakMap<Catalog, Map<string, Templates>>();

/** A blueprint folder's templates; looked up once for each catalog. */
function templatesOf(component: Component, catalog: Catalog): Templates {
  let all = templatesOfCatalog.get(catalog);
  if (all === undefined) {
    all = collectTemplates(catalog);
    templatesOfCatalog.set(catalog, all);
  }
  const blueprint = blueprintOf(component, catalog);
  invariant(blueprint !== undefined, `no blueprint for ${component.name}`);
  return all.get(blueprint.folder) ?? { values: undefined, manifests: [], chartKeys: undefined };
}

function collectTemplates(catalog: Catalog): Map<string, Templates> {
  const manifests = new Map<string, (readonly [string, BlueprintFile])[]>();
  for (const file of catalog.files.values()) {
    const match = /^(.+)\/manifests\/([^/]+\.yaml)(?:\.hbs)?$/.exec(file.path);
    if (match === null) continue;
    const [, folder = '', name = ''] = match;
    const known = manifests.get(folder) ?? [];
    // Sorted by path, so a file without .hbs comes first: it replaces the template of its name.
    if (!known.some(([other]) => other === name)) manifests.set(folder, [...known, [name, file]]);
  }
  const all = new Map<string, Templates>();
  for (const { folder } of catalog.components.values()) {
    const keys = catalog.files.get(`${folder}/chart-keys.json`);
    all.set(folder, {
      values: catalog.files.get(`${folder}/values.yaml.hbs`),
      manifests: manifests.get(folder) ?? [],
      chartKeys: keys === undefined ? undefined : parseChartKeys(keys),
    });
  }
  return all;
}

/** Undefined when the blueprint's template has a fault. The user's own mistakes only warn: Helm takes them. */
function renderValues(
  cluster: Cluster,
  component: Component,
  templates: Templates,
  view: View,
): Checked<{ readonly values: Json; readonly text: () => string }> {
  const { chartKeys } = templates;
  let values: Json = {};
  let comments = noComments;
  let own: (() => string) | undefined;
  const diagnostics: Diagnostic[] = [];
  if (templates.values !== undefined) {
    const rendered = renderYaml(
      templates.values,
      view,
      chartKeys && { code: 'blueprint/unknown-value', check: (document) => checkValues(document, chartKeys) },
    );
    diagnostics.push(...rendered.diagnostics);
    if (rendered.value === undefined) return { value: undefined, diagnostics };
    values = rendered.value.documents[0] ?? {};
    comments = rendered.value.comments[0] ?? noComments;
    if (rendered.value.documents.length === 1) own = rendered.value.text;
  }
  diagnostics.push(...checkUserValues(cluster, component, chartKeys));
  if (own !== undefined && Object.keys(component.values).length === 0)
    return { value: { values, text: own }, diagnostics };
  const references = valueReferences(component.values, chartKeys).filter(isExpressible);
  const merged = mergeValues(values, withSecretNames(component.values, references));
  return { value: { values: merged, text: () => printWithComments(merged, comments) }, diagnostics };
}

/** Where the user wrote a Helm value. Undefined when it is not theirs. */
function userSpan(cluster: Cluster, component: Component, path: readonly (string | number)[]): Span | undefined {
  let at: Folded | undefined = cluster.tree;
  for (const name of ['platform', component.name, 'values', ...path]) {
    if (at?.kind !== 'map') break;
    at = at.entries.get(String(name));
  }
  if (at === undefined) return undefined;
  return at.kind === 'leaf' ? at.saying.span : at.provenances.at(-1)?.span;
}

/** Paths below the component's own folder. */
function componentFile(
  environment: Environment,
  cluster: Cluster,
  component: Component,
): (...rest: readonly string[]) => ArtifactPath {
  return (...rest) => platformPath(environment.name, cluster.name, component.name, ...rest);
}
