/** Proxmox' `a,b=c,d=e`: the first part may leave out its name. Order is kept; trailing commas are tolerated. */
export function parseProperties(text: string, nameless: string): Map<string, string> {
  const properties = new Map<string, string>();
  for (const part of text.split(',')) {
    if (part === '') continue;
    const at = part.indexOf('=');
    if (at < 0) properties.set(nameless, part);
    else properties.set(part.slice(0, at), part.slice(at + 1));
  }
  return properties;
}

export function formatProperties(first: string, rest: Iterable<readonly [string, string]>): string {
  return [first, ...[...rest].map(([name, value]) => `${name}=${value}`)].join(',');
}

/** A size as Proxmox prints it: whole gibibytes, else mebibytes, else kibibytes. */
export function formatSize(bytes: number): string {
  for (const [unit, factor] of [
    ['T', 2 ** 40],
    ['G', 2 ** 30],
    ['M', 2 ** 20],
    ['K', 2 ** 10],
  ] as const) {
    if (bytes >= factor && bytes % factor === 0) return `${bytes / factor}${unit}`;
  }
  return String(bytes);
}

export function parseSize(text: string): number {
  const [, digits = '', unit = ''] = /^([0-9.]+)([KMGT]?)$/.exec(text) ?? [];
  return Number(digits) * { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 }[unit as '' | 'K' | 'M' | 'G' | 'T'];
}
