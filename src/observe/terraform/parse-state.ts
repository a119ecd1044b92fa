import type { Json } from '../../source/tree.ts';
import { aboutEntry } from './resource-readers.ts';
import type { StateEntry } from './state-entry.ts';

interface StateModule {
  readonly resources?: readonly StateResource[];
  readonly child_modules?: readonly StateModule[];
}

interface StateResource {
  readonly address: string;
  readonly mode: string;
  readonly type: string;
  readonly tainted?: boolean;
  readonly values?: Readonly<Record<string, Json>>;
}

/** Managed resources of `terraform show -json`, as the state has them: nothing was asked for it. */
export function parseState(text: string): readonly StateEntry[] {
  const { values } = JSON.parse(text) as { readonly values?: { readonly root_module?: StateModule } };
  const found: StateEntry[] = [];
  const walk = ({ resources = [], child_modules: children = [] }: StateModule): void => {
    for (const resource of resources) if (resource.mode === 'managed') found.push(entryOf(resource));
    for (const child of children) walk(child);
  };
  walk(values?.root_module ?? {});
  return found;
}

function entryOf({ address, type, tainted, values = {} }: StateResource): StateEntry {
  return { address, type, tainted: tainted === true, ...aboutEntry(type, values) };
}
