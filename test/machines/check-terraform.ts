import { parse } from '@cdktn/hcl2json';

/** What a provider's schema says about a block, as `terraform providers schema -json` prints it. */
interface Block {
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly block_types?: Readonly<Record<string, { readonly nesting_mode: string; readonly block: Block }>>;
}

interface Attribute {
  readonly type?: unknown;
  readonly nested_type?: { readonly attributes: Readonly<Record<string, Attribute>> };
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
}

export interface ProviderSchema {
  readonly resource_schemas: Readonly<Record<string, { readonly block: Block }>>;
  readonly ephemeral_resource_schemas: Readonly<Record<string, { readonly block: Block }>>;
}

type Hcl = Readonly<Record<string, unknown>>;

const metaArguments = new Set(['for_each', 'count', 'depends_on', 'lifecycle', 'provider', 'provisioner']);

/** Every resource of the files against the providers' schemas: unknown arguments, missing ones, and unknown types. */
export async function checkTerraform(
  files: ReadonlyMap<string, string>,
  providers: readonly ProviderSchema[],
): Promise<string[]> {
  const faults: string[] = [];
  for (const [path, text] of files) {
    const root = (await parse(path, text)) as Hcl;
    for (const [kind, schemas] of [
      ['resource', 'resource_schemas'],
      ['ephemeral', 'ephemeral_resource_schemas'],
    ] as const) {
      for (const [type, named] of Object.entries((root[kind] ?? {}) as Record<string, Record<string, Hcl[]>>)) {
        if (type === 'terraform_data') continue;
        const schema = providers.map((provider) => provider[schemas][type]).find((found) => found !== undefined);
        if (schema === undefined) {
          faults.push(`${path}: unknown ${kind} ${type}`);
          continue;
        }
        for (const [name, bodies] of Object.entries(named)) {
          for (const body of bodies) faults.push(...checkBlock(body, schema.block, `${path}: ${type}.${name}`, true));
        }
      }
    }
  }
  return faults;
}

function checkBlock(body: Hcl, schema: Block, at: string, top: boolean): string[] {
  const faults: string[] = [];
  const attributes = schema.attributes ?? {};
  const blocks = schema.block_types ?? {};
  const dynamic = (body['dynamic'] ?? {}) as Record<string, { content: Hcl[] }[]>;
  const given = new Map<string, unknown>();
  for (const [name, value] of Object.entries(body)) if (name !== 'dynamic') given.set(name, value);
  for (const [name, list] of Object.entries(dynamic))
    given.set(
      name,
      list.flatMap((item) => item.content),
    );
  for (const [name, value] of given) {
    if (top && metaArguments.has(name)) continue;
    const attribute = attributes[name];
    const block = blocks[name];
    if (block !== undefined) {
      for (const inner of value as Hcl[]) faults.push(...checkBlock(inner, block.block, `${at}.${name}`, false));
    } else if (attribute !== undefined) {
      if (attribute.computed === true && attribute.optional !== true && attribute.required !== true) {
        faults.push(`${at}.${name} is read-only`);
      }
      // Some old list attributes may be written as blocks; their fields stand in the type.
      const fields = objectFields(attribute.type);
      for (const inner of Array.isArray(value) ? (value as Hcl[]) : []) {
        const unknown = fields === undefined ? [] : Object.keys(inner).filter((field) => !fields.has(field));
        for (const field of unknown) faults.push(`${at}.${name}.${field} is unknown`);
      }
    } else {
      faults.push(`${at}.${name} is unknown`);
    }
  }
  for (const [name, attribute] of Object.entries(attributes)) {
    if (attribute.required === true && !given.has(name)) faults.push(`${at}.${name} is missing`);
  }
  return faults;
}

function objectFields(type: unknown): ReadonlySet<string> | undefined {
  if (!Array.isArray(type)) return undefined;
  if (type[0] === 'object') return new Set(Object.keys(type[1] as object));
  return objectFields(type[1]);
}
