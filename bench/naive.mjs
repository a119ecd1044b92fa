// What somebody writes in an afternoon: yaml to read, a loop to merge, Handlebars to render. It checks nothing: a misspelt
// key, a text for a number, an address given twice go through. It makes the two files that InfraFlux makes for each of
// the components, from the same templates; not the machines, not what the platform itself needs. From the repository's root:
//
//   node bench/naive.mjs DIRECTORY OUT
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Handlebars from 'handlebars';
import { parse } from 'yaml';

const [root, out] = process.argv.slice(2);
const read = (path) => readFileSync(join(root, path), 'utf8');

Handlebars.registerHelper('yaml', (...given) => {
  const values = given.slice(0, -1);
  return JSON.stringify(values.length === 1 ? values[0] : values.join(''));
});

const application = Handlebars.compile(readFileSync('blueprints/gitops/application.yaml.hbs', 'utf8'), { noEscape: true });

const components = new Map();
for (const name of readdirSync(join(root, 'blueprints/platform')).sort()) {
  const folder = `blueprints/platform/${name}`;
  const schema = JSON.parse(read(`${folder}/options.schema.json`));
  const defaults = {};
  for (const [key, option] of Object.entries(schema.properties)) {
    if (option.default !== undefined) defaults[key] = option.default;
  }
  components.set(name, {
    defaults,
    blueprint: parse(read(`${folder}/blueprint.yaml`)),
    values: Handlebars.compile(read(`${folder}/values.yaml.hbs`), { noEscape: true, strict: true }),
  });
}

const main = parse(read('infraflux.yaml'));
for (const environment of Object.keys(main.environments)) {
  const overlay = parse(read(`environments/${environment}.yaml`));
  for (const [name, cluster] of Object.entries(overlay.clusters)) {
    for (const [component, { defaults, blueprint, values }] of components) {
      let options = defaults;
      for (const layer of [main.defaults, main.environments[environment], overlay, cluster]) {
        options = merge(options, layer?.platform?.[component] ?? {});
      }
      const view = {
        platform: { name: main.name },
        environment: { name: environment },
        cluster: { name, id: `${environment}/${name}`, domain: cluster.domain ?? overlay.domain },
        component: { name: component, release: component, namespace: blueprint.namespace.name },
        has: { monitoringCrds: false },
        options,
      };
      const folder = `out/${environment}/platform/${name}`;
      write(`${environment}/platform/${name}/${component}/values.yaml`, values(view));
      write(
        `${environment}/platform/${name}/applications/${component}.yaml`,
        application({
          ...view,
          component: { name: component, wave: '1', namespace: blueprint.namespace.name },
          engineNamespace: 'argocd',
          sync: {
            prune: true,
            selfHeal: true,
            options: ['CreateNamespace=true', 'ServerSideApply=true', 'PruneLast=true'],
          },
          namespaceLabels: { 'pod-security.kubernetes.io/enforce': blueprint.namespace.podSecurity },
          cascade: true,
          ignoreDifferences: false,
          project: `${main.name}-platform`,
          sources: [
            {
              repoURL: blueprint.helm.repository,
              chart: blueprint.helm.chart,
              targetRevision: blueprint.helm.version,
              helm: { releaseName: component, valueFiles: [`$values/${folder}/${component}/values.yaml`] },
            },
            { repoURL: 'https://gitops.invalid/platform.git', targetRevision: 'main', ref: 'values' },
          ],
        }),
      );
    }
  }
}

function merge(below, above) {
  const isMap = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isMap(below) || !isMap(above)) return above;
  const merged = { ...below };
  for (const [key, value] of Object.entries(above)) merged[key] = key in merged ? merge(merged[key], value) : value;
  return merged;
}

function write(path, text) {
  const full = join(out, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
}
