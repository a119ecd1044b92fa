import type { BlueprintFile, Catalog } from '../../blueprints/catalog.ts';
import { type Checked, type Diagnostic, invariant } from '../../diagnostics/diagnostic.ts';
import type { Cluster, Environment, Platform } from '../../model/platform.ts';
import { type ArtifactPath, modulePath, rootModulePath } from '../../identity/artifact-path.ts';
import type { Artifact } from '../artifact.ts';
import { renderHcl } from '../templates/render-hcl.ts';
import { renderTemplate, type View } from '../templates/render-template.ts';
import { providerEmits } from '../../providers/emit-registry.ts';
import type { ProviderEmits } from '../provider-emit.ts';
import { type TalosDocuments, talosDocuments } from '../talos/documents.ts';
import { bootstrapView } from './bootstrap-view.ts';
import { renderRootPieces } from './root-pieces.ts';
import { commonView, rootView } from './root-view.ts';
import { backendKind } from './state-backend.ts';

const rootFolder = 'blueprints/talos/root';

/** Folders of modules that install what GitOps needs; files next to the folders belong to each of them. */
const bootstrapFolder = 'blueprints/bootstrap';

/** The module that configures machines of every provider. */
const talosModule = { name: 'talos-cluster', folder: 'blueprints/talos/module' };

/** The modules that an environment's clusters call. Each environment has its own, so that one can move before another. */
export function emitTerraformModules(
  platform: Platform,
  environment: Environment,
  catalog: Catalog,
  emits: ProviderEmits = providerEmits,
): Checked<readonly Artifact[]> {
  const emission = new Emission(environment.name, undefined, catalog);
  const used = environment.clusters.flatMap(({ nodes }) => nodes.map(({ provider }) => emits[provider.type].terraform));
  const modules = new Set(used.flatMap((terraform) => terraform?.module ?? []));
  for (const { name, folder } of [...modules, talosModule]) {
    for (const path of catalog.files.keys()) {
      if (!path.startsWith(`${folder}/`)) continue;
      const file = path.slice(folder.length + 1).replace(/\.hbs$/, '');
      emission.render(path, modulePath(environment.name, name, file), { tool: platform.terraform.engine });
    }
  }
  if (environment.clusters.some((cluster) => bootstrapView(platform, cluster, catalog) !== false)) {
    for (const [path, folder, file] of bootstrapFiles(catalog)) {
      emission.render(path, modulePath(environment.name, folder, file.replace(/\.hbs$/, '')), {
        tool: platform.terraform.engine,
      });
    }
  }
  return emission;
}

/** Path, module and file of everything below `bootstrapFolder`. */
function bootstrapFiles(catalog: Catalog): readonly (readonly [string, string, string])[] {
  const below = [...catalog.files.keys()]
    .filter((path) => path.startsWith(`${bootstrapFolder}/`))
    .map((path) => [path, path.slice(bootstrapFolder.length + 1).split('/')] as const);
  const folders = [...new Set(below.flatMap(([, [folder, file]]) => (file === undefined ? [] : [folder ?? ''])))];
  return below.flatMap(([path, [first = '', file]]) =>
    file === undefined ? folders.map((folder) => [path, folder, first] as const) : [[path, first, file] as const],
  );
}

/** The root module of one cluster: with the modules and the patches next to it, all that Terraform needs. */
export function emitTerraform(
  platform: Platform,
  environment: Environment,
  cluster: Cluster,
  catalog: Catalog,
  documents: TalosDocuments = talosDocuments(platform, cluster, catalog),
  emits: ProviderEmits = providerEmits,
): Checked<readonly Artifact[]> {
  const emission = new Emission(environment.name, cluster.name, catalog);
  const pieces = renderRootPieces(platform, cluster, catalog, commonView(platform, cluster, documents), emits);
  emission.diagnostics.push(...pieces.diagnostics);
  const view = rootView(platform, cluster, catalog, documents, pieces.views, emits);
  const file = (name: string, template = `${name}.hbs`): void =>
    emission.render(`${rootFolder}/${template}`, rootModulePath(environment.name, cluster.name, name), view);
  file('versions.tf');
  file('backend.tf', `backend/${backendKind(platform)}.tf.hbs`);
  file('providers.tf');
  file('variables.tf');
  file('nodes.tf');
  file('main.tf');
  if (view['bootstrap'] !== false) file('bootstrap.tf');
  file('outputs.tf');
  file('README.md');
  return emission;
}

class Emission implements Checked<readonly Artifact[]> {
  readonly value: Artifact[] = [];
  readonly diagnostics: Diagnostic[] = [];

  constructor(
    private readonly environment: string,
    private readonly cluster: string | undefined,
    private readonly catalog: Catalog,
  ) {}

  render(template: string, path: ArtifactPath, view: View): void {
    const file = this.catalog.files.get(template);
    invariant(file !== undefined, `the template ${template} is not there`);
    const text = render(file, view);
    this.diagnostics.push(...text.diagnostics);
    if (text.value === undefined) return;
    this.value.push({
      path,
      text: text.value,
      layer: 'terraform',
      environment: this.environment,
      cluster: this.cluster,
      subject: undefined,
      template: file.source,
    });
  }
}

function render(file: BlueprintFile, view: View): Checked<string> {
  return file.path.endsWith('.tf.hbs') ? renderHcl(file, view) : renderTemplate(file, view);
}
